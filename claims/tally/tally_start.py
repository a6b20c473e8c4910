"""Begin a tally, or find the one that is running on the same inputs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.casework.docket.open_matters import current_version
from claims.casework.lifecycle.claims_put_aside import take_up
from claims.files.hashes import sha256_of
from claims.models import (
    Claim,
    Event,
    EventKind,
    Exclusion,
    Matter,
    OutboxEntry,
    PlanVersion,
    Production,
    Tally,
    Work,
)
from claims.records.value_meanings import last_reading


class CannotTally(ValueError):
    """What was asked cannot be done as things stand; the message says why and what to do."""


def start(matter: Matter, *, actor: Actor, at: datetime) -> Tally:
    """A running tally of the matter as it stands now.

    One that was killed on the same inputs is found and goes on where it was; one whose inputs
    changed since is given up (SUPERSEDED) and a new one begins.
    """
    while True:
        try:
            return _start_once(matter, actor, at)
        except IntegrityError:
            # Another matter's tally took the number, which is unique over all matters.
            continue


def _start_once(matter: Matter, actor: Actor, at: datetime) -> Tally:
    with transaction.atomic():
        # One at a time: two starts at once would both number their tally the same.
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        production = Production.objects.current(matter)
        version = current_version(matter)
        read = last_reading(matter)
        inputs = inputs_sha256(matter, production, version, read)
        running = Tally.objects.of(matter).filter(state=Tally.State.RUNNING).first()
        if running is not None:
            if running.inputs_sha256 == inputs:
                return running
            running.state = Tally.State.SUPERSEDED
            running.save(update_fields=["state"])
        # What an earlier tally failed on is tried again: the software may be another by now.
        take_up(matter, None, Work.TALLY, at)
        inputs = inputs_sha256(matter, production, version, read)
        number = (Tally.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        tally = Tally.objects.create(
            number=number,
            matter=matter,
            plan_version=version,
            production=production,
            readings=read,
            inputs_sha256=inputs,
            started_at=at,
            folder=f"matters/{matter.slug}/tallies/{number}",
        )
        stage_entry(tally, 0, 0, at).save()
        record_for_matter(
            matter, EventKind.TALLY_STARTED, actor, at, {"tally": number, "inputs": inputs}
        )
    return tally


def cancel(matter: Matter, *, actor: Actor, at: datetime, number: int | None = None) -> Tally:
    """Stop the running tally for good; whoever works on a part of it finds out when it is done.

    Raises CannotTally if none is running, or another than the one of this number: a person who
    looks at one tally must not stop the next.
    """
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        running = Tally.objects.of(matter).select_for_update().filter(state=Tally.State.RUNNING)
        tally = running.first()
        if tally is None:
            raise CannotTally(f"No tally of {matter.slug} is running, so none can be cancelled.")
        if number not in (None, tally.number):
            raise CannotTally(f"Tally {number} is not running any more; {tally.number} is.")
        tally.state = Tally.State.CANCELLED
        tally.save(update_fields=["state"])
        record_for_matter(matter, EventKind.TALLY_CANCELLED, actor, at, {"tally": tally.number})
    return tally


def stage_entry(tally: Tally, place: int, part: int, at: datetime) -> OutboxEntry:
    """Work for the worker: do this part of the stage at this place of the tally."""
    again = f":{tally.beginnings}" if tally.beginnings > 1 else ""
    return OutboxEntry(
        topic=OutboxEntry.Topic.TALLY_STAGE,
        key=f"{tally.number}:{place}:{part}{again}",
        subject_id=tally.pk,
        matter_id=tally.matter_id,
        created_at=at,
    )


def step_of(entry: OutboxEntry) -> tuple[int, int]:
    """The place of the stage and the part that an entry asks for."""
    place, part = entry.key.split(":")[1:3]
    return int(place), int(part)


def inputs_sha256(
    matter: Matter, production: Production | None, version: PlanVersion, read: int
) -> str:
    """A hash that changes when anything that a tally counts does; `read` is the last reading."""
    # Looking at a claim changes nothing that is counted.
    claim_events = Event.objects.filter(matter=matter, claim__isnull=False).exclude(
        kind__in=[EventKind.VIEWED, EventKind.LETTER_SENT]
    )
    return sha256_of(
        {
            "records": production.sha256 if production else "",
            "plan": version.sha256,
            "claims": Claim.objects.of(matter).count(),
            "events": claim_events.count(),
            **({"readings": read} if read else {}),
            "opt_outs": Exclusion.objects.filter(matter=matter).count(),
        }
    )
