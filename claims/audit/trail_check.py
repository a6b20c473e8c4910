"""Read every chain back and say where the first break is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from django.db import connection, transaction

from claims import plans
from claims.audit.archive_trail import archive_differs
from claims.audit.chain import link_sha256
from claims.audit.decision_trail import decisions_differ
from claims.audit.flag_trail import flags_differ
from claims.audit.opt_outs import breaks_in_opt_outs
from claims.audit.reading_trail import breaks_in_readings
from claims.audit.replay import row_differences
from claims.audit.seals import breaks_in_seals
from claims.audit.submission_trail import submission_content
from claims.audit.triggers import missing_triggers
from claims.files.hashes import sha256_of
from claims.models import Claim, Event, EventKind, Matter, PlanVersion, Production

_PRODUCTION_KEYS = {"sha256", "counts", "incomplete_kinds"}


@dataclass(frozen=True)
class AuditReport:
    """What `check_audit` found; `first_break` is one sentence, or None when all chains hold."""

    claims: int
    events: int
    first_break: str | None

    @property
    def ok(self) -> bool:
        return self.first_break is None


def check_trail(matters: list[Matter]) -> AuditReport:
    """Verify every chain of the matters, and the rows that the chains bear out: submissions, where
    each claim stands, plans, productions, opt-outs, readings, and what the tallies sealed.

    Asks as often for many claims as for few.
    """
    with _one_snapshot():
        return _audit_report(matters)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Within, everything is read as of one moment: a claim filed meanwhile is no break."""
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _audit_report(matters: list[Matter]) -> AuditReport:
    claims = events = 0
    first_break: str | None = None
    for name in missing_triggers(connection):
        first_break = first_break or (
            f"The database's guard {name} is missing: history could be rewritten. Run migrate."
        )
    for matter in Matter.objects.filter(pk__in=[matter.pk for matter in matters]):
        claims += Claim.objects.of(matter).count()
        events += Event.objects.filter(matter=matter).count()
        first_break = first_break or next(_breaks(matter), None)
    return AuditReport(claims, events, first_break)


def _breaks(matter: Matter) -> Iterator[str]:
    own = list(Event.objects.filter(matter=matter, claim=None).order_by("sequence"))
    yield from _breaks_in_chain(
        f"Matter {matter.slug}", matter, "", own, matter.chain_length, matter.chain_head
    )
    yield from _breaks_in_plans(matter, own)
    yield from _breaks_in_productions(matter, own)
    yield from breaks_in_opt_outs(matter, own)
    yield from breaks_in_readings(matter, own)
    yield from _breaks_in_claim_chains(matter)
    yield from breaks_in_seals(matter)


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
        yield f"{name}: its last event is not the one that its row names."


def _breaks_in_plans(matter: Matter, own: list[Event]) -> Iterator[str]:
    opened = {
        event.data["plan_version"]: event.data["sha256"]
        for event in own
        if event.kind == EventKind.PLAN_OPENED
    }
    versions = {version.number: version for version in PlanVersion.objects.filter(matter=matter)}
    for number in sorted(opened.keys() | versions.keys()):
        version = versions.get(number)
        if version is None or number not in opened:
            yield f"Matter {matter.slug}: plan version {number} is missing or was never opened."
            continue
        try:
            sha256 = plans.parse(version.text, f"plan version {number}").sha256
        except plans.PlanError:
            sha256 = ""
        if not sha256 == version.sha256 == opened[number]:
            yield f"Matter {matter.slug}: the text of plan version {number} was changed."


def _breaks_in_productions(matter: Matter, own: list[Event]) -> Iterator[str]:
    imported = {
        event.data["number"]: event.data
        for event in own
        if event.kind == EventKind.PRODUCTION_IMPORTED
    }
    held = {row.number: row for row in Production.objects.filter(matter=matter)}
    for number in sorted(imported.keys() | held.keys()):
        row, said = held.get(number), imported.get(number)
        if row is None or said is None:
            yield f"Matter {matter.slug}: production {number} is missing or was never imported."
        elif any(getattr(row, name) != said[name] for name in _PRODUCTION_KEYS & said.keys()):
            yield f"Matter {matter.slug}: the row of production {number} was changed."


def _breaks_in_claim_chains(matter: Matter) -> Iterator[str]:
    claims = (
        Claim.objects.of(matter)
        .select_related("account", "archive")
        .prefetch_related("decisions", "duplicate_flags__survivor")
        .order_by("id")
    )
    links = (
        Event.objects.filter(matter=matter, claim__isnull=False)
        .order_by("claim_id", "sequence")
        .iterator(chunk_size=5000)
    )
    chains = groupby(links, key=lambda event: event.claim_id)
    chain = next(chains, None)
    for claim in claims.iterator(chunk_size=2000):
        while chain is not None and chain[0] is not None and chain[0] < claim.pk:
            yield f"Matter {matter.slug}: events of claim {chain[0]} are there, its row is not."
            chain = next(chains, None)
        events: list[Event] = []
        if chain is not None and chain[0] == claim.pk:
            events = list(chain[1])
            chain = next(chains, None)
        yield from _breaks_in_claim(matter, claim, events)
    if chain is not None:
        yield f"Matter {matter.slug}: events of claim {chain[0]} are there, its row is not."


def _breaks_in_claim(matter: Matter, claim: Claim, events: list[Event]) -> Iterator[str]:
    name = f"Claim {claim.reference}"
    if not events:
        yield f"{name}: all its events are missing."
        return
    yield from _breaks_in_chain(
        name, matter, claim.reference, events, claim.chain_length, claim.chain_head
    )
    if claim.submission_sha256 != sha256_of(submission_content(claim)):
        yield f"{name}: what its author submitted was changed."
    if events[0].data.get("submission_sha256") != claim.submission_sha256:
        yield f"{name}: its submission is not the one that its first event names."
    if decisions_differ(list(claim.decisions.all()), events):
        yield f"{name}: a decision on it is not what its trail says."
    if archive_differs(claim, events):
        yield f"{name}: what its archive says is not what its trail says."
    if flags_differ(claim.duplicate_flags.all(), events):
        yield f"{name}: a flag on it is not what its trail says."
    for what in row_differences(claim, events):
        yield f"{name}: its row was changed; its {what} is not what its trail says."
