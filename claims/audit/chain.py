"""Links of a chain: what is hashed, and how links are appended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from claims.files.hashes import sha256_of
from claims.models import Claim, Event, EventKind, Matter


@dataclass(frozen=True)
class Actor:
    """Who did something. `kind` is system, claimant, administrator, counsel or operator."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @property
    def is_named_administrator(self) -> bool:
        return self.kind == "administrator" and bool(self.name)


SYSTEM = Actor("system")


def moment_text(at: datetime) -> str:
    """A moment in UTC with microseconds: the one spelling used inside hashes."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link_sha256(event: Event, matter_slug: str, reference: str) -> str:
    """The hash of one link. It covers the link before it, so a change anywhere breaks all after."""
    return sha256_of(
        {
            "matter": matter_slug,
            "claim": reference,
            "sequence": event.sequence,
            "kind": event.kind,
            "actor": event.actor,
            "at": moment_text(event.at),
            "data": event.data,
            "previous": event.previous_sha256,
        }
    )


@dataclass
class Trail:
    """Links waiting to be written, all of one matter and one moment.

    `add` moves the head on the claim (or matter) in memory; `write` inserts the links. The caller
    saves those heads in the same transaction, holding the rows' locks; UNIQUE (claim, sequence)
    refuses whoever did not.
    """

    matter: Matter
    at: datetime
    events: list[Event] = field(default_factory=list)

    def add(
        self,
        subject: Claim | Matter,
        kind: EventKind,
        actor: Actor,
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        claim = subject if isinstance(subject, Claim) else None
        event = Event(
            matter=self.matter,
            claim=claim,
            sequence=subject.chain_length + 1,
            kind=kind,
            actor=str(actor),
            at=self.at,
            data=dict(data or {}),
            previous_sha256=subject.chain_head,
        )
        event.sha256 = link_sha256(event, self.matter.slug, claim.reference if claim else "")
        subject.chain_length = event.sequence
        subject.chain_head = event.sha256
        self.events.append(event)
        return event

    def write(self) -> None:
        Event.objects.bulk_create(self.events, batch_size=1000)
        self.events = []


def record_for_matter(
    matter: Matter, kind: EventKind, actor: Actor, at: datetime, data: Mapping[str, Any]
) -> None:
    """Append one link to the matter's own chain. Call inside a transaction."""
    # NO KEY: claims of the matter, which point to its row, come in meanwhile.
    locked = Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
    trail = Trail(locked, at)
    trail.add(locked, kind, actor, data)
    trail.write()
    locked.save(update_fields=["chain_length", "chain_head"])
    matter.chain_length, matter.chain_head = locked.chain_length, locked.chain_head
