"""Read every chain back and say where the first break is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from claims.audit.chain import link_sha256, sha256_of
from claims.audit.submission import submission_content
from claims.audit.triggers import missing
from claims.models import Claim, Event, EventKind, Matter, SealedChain, Tally


@dataclass(frozen=True)
class AuditReport:
    """What `check_audit` found; `first_break` is one sentence, or None when all chains hold."""

    claims: int
    events: int
    first_break: str | None

    @property
    def ok(self) -> bool:
        return self.first_break is None


def check(matters: list[Matter]) -> AuditReport:
    """Verify every chain of the matters: links, heads, submissions and the tallies' seals."""
    claims = events = 0
    first_break: str | None = None
    for name in missing(connection):
        first_break = first_break or (
            f"The database's guard {name} is missing: history could be rewritten. Run migrate."
        )
    for matter in matters:
        claims += Claim.objects.of(matter).count()
        events += Event.objects.filter(matter=matter).count()
        for problem in _breaks(matter):
            first_break = first_break or problem
            break
    return AuditReport(claims, events, first_break)


def _breaks(matter: Matter) -> Iterator[str]:
    yield from _breaks_in_matter_chain(matter)
    yield from _breaks_in_claim_chains(matter)
    yield from _breaks_in_seals(matter)


def _breaks_in_chain(
    name: str, matter: Matter, reference: str, events: list[Event], length: int, head: str
) -> Iterator[str]:
    previous = ""
    for place, event in enumerate(events, start=1):
        if event.sequence != place:
            yield f"{name}: event {place} is missing."
            return
        if event.previous_sha256 != previous:
            yield f"{name}: event {place} does not follow event {place - 1}."
            return
        if event.sha256 != link_sha256(event, matter.slug, reference):
            yield f"{name}: event {place} ({event.kind}) was changed."
            return
        previous = event.sha256
    if len(events) < length:
        yield f"{name}: events after {len(events)} are missing; there were {length}."
    elif len(events) > length or previous != head:
        yield f"{name}: its last event is not the one that the claim's row names."


def _breaks_in_matter_chain(matter: Matter) -> Iterator[str]:
    events = list(Event.objects.filter(matter=matter, claim=None).order_by("sequence"))
    yield from _breaks_in_chain(
        f"Matter {matter.slug}", matter, "", events, matter.chain_length, matter.chain_head
    )


def _breaks_in_claim_chains(matter: Matter) -> Iterator[str]:
    claims = iter(Claim.objects.of(matter).order_by("id").iterator(chunk_size=2000))
    links = (
        Event.objects.filter(matter=matter, claim__isnull=False)
        .order_by("claim_id", "sequence")
        .iterator(chunk_size=5000)
    )
    chains = groupby(links, key=lambda event: event.claim_id)
    chain = next(chains, None)
    for claim in claims:
        name = f"Claim {claim.reference}"
        events: list[Event] = []
        if chain is not None and chain[0] == claim.pk:
            events = list(chain[1])
            chain = next(chains, None)
        if not events:
            yield f"{name}: all its events are missing."
            continue
        yield from _breaks_in_chain(
            name, matter, claim.reference, events, claim.chain_length, claim.chain_head
        )
        if claim.submission_sha256 != sha256_of(submission_content(claim)):
            yield f"{name}: what its author submitted was changed."
        if events[0].data.get("submission_sha256") != claim.submission_sha256:
            yield f"{name}: its submission is not the one that its first event names."


def _breaks_in_seals(matter: Matter) -> Iterator[str]:
    sealed_events = Event.objects.filter(matter=matter, claim=None, kind=EventKind.TALLY_SEALED)
    for event in sealed_events.order_by("sequence"):
        number = event.data["tally"]
        tally = Tally.objects.filter(matter=matter, number=number).first()
        if tally is None:
            yield f"Tally {number}: it was sealed and is missing."
            continue
        rows = list(
            SealedChain.objects.filter(tally=tally)
            .order_by("reference")
            .values_list("reference", "length", "head_sha256")
        )
        if seal_sha256(rows) != event.data["seal_sha256"]:
            yield f"Tally {number}: the sealed heads of its chains were changed."
            continue
        if (tally.seal_sha256, tally.result_sha256) != (
            event.data["seal_sha256"],
            event.data["result_sha256"],
        ):
            yield f"Tally {number}: its hashes are not the ones that were sealed."
        yield from _breaks_against_seal(matter, number, rows)


def seal_sha256(rows: list[tuple[str, int, str]]) -> str:
    """One hash over (reference, length, head) of every chain, sorted by reference."""
    return sha256_of([list(row) for row in rows])


def _breaks_against_seal(
    matter: Matter, number: int, rows: list[tuple[str, int, str]]
) -> Iterator[str]:
    heads = {
        (reference, sequence): sha256
        for reference, sequence, sha256 in Event.objects.filter(
            matter=matter, claim__isnull=False
        ).values_list("claim__reference", "sequence", "sha256")
    }
    for reference, length, head in rows:
        if heads.get((reference, length)) != head:
            yield (
                f"Claim {reference}: its chain had {length} events when tally {number} was sealed; "
                "they are no longer the same or no longer there."
            )
