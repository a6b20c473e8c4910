"""All claims of a matter at once: read into the engine, looked at there, and flagged in batches."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import duckdb
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from more_itertools import chunked

from claims.casework.assessment import put_keys
from claims.casework.docket import current_plan
from claims.casework.duplicates.flagging import apply
from claims.casework.duplicates.following import follow
from claims.casework.duplicates.looking import COLUMNS, FILED_SQL, kept_apart, looked_at
from claims.casework.duplicates.refreshing import lock
from claims.casework.lifecycle.aside import do_or_put_aside, put_aside, take_up
from claims.casework.lifecycle.faults import find_faulty
from claims.matching.clusters.finding import Found, find
from claims.matching.likeness import rules
from claims.matching.linkage.particulars import install
from claims.models import Claim, ClaimKey, DuplicateFlag, Matter, Work
from claims.models.rows_out import Column, put_rows

_BATCH = 500
_AT_ONCE = 5_000
Show = Callable[[str, int, int], None]
"""Called with the stage at hand, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Swept:
    """What was found and done."""

    claims: int
    alike: int
    competing: int
    clusters: int
    too_many: int
    by_key: dict[str, int]
    flagged: int
    lifted: int
    put_aside: int
    """Claims whose data makes this work fail; nobody was told to be like them."""
    states: dict[str, int]
    """How many flags of the matter are in each state by now."""


def sweep(matter: Matter, at: datetime, show: Show | None = None) -> Swept:
    """Find all claims that look like another, and bring every flag of the matter in line.

    What was decided meanwhile stays, and what was flagged meanwhile too. A claim whose data makes
    this fail is put aside.
    """
    take_up(matter, None, Work.DUPLICATES, at)
    _key_all(matter, at, show)
    claims, found = _find_what_can_be(matter, at)
    flags = DuplicateFlag.objects.of(matter)
    standing = flags.filter(state=DuplicateFlag.State.FLAGGED).values_list("claim_id", flat=True)
    concerned = sorted({each.claim for each in found.alike} | set(standing))
    by_claim = {each.claim: each for each in found.alike}
    flagged = lifted = looked_at = 0
    for batch in chunked(concerned, _BATCH):
        with transaction.atomic():
            lock(matter)
            wanted = [by_claim[claim] for claim in batch if claim in by_claim]
            done = apply(matter, batch, wanted, at, as_of=at)
        flagged, lifted = flagged + done.flagged, lifted + done.lifted
        looked_at += len(batch)
        if show:
            show("flags", looked_at, len(concerned))
    merged = flags.filter(state=DuplicateFlag.State.MERGED)
    follow(matter, set(merged.values_list("survivor_id", flat=True)), at)
    same = [each for each in found.alike if not each.is_competing]
    return Swept(
        claims=claims,
        alike=len(same),
        competing=len(found.alike) - len(same),
        clusters=len({each.survivor for each in same}),
        too_many=found.too_many,
        by_key=found.by_key(),
        put_aside=Claim.objects.of(matter).filter(put_aside=Work.DUPLICATES).count(),
        flagged=flagged,
        lifted=lifted,
        states=dict(sorted(Counter(flags.values_list("state", flat=True)).items())),
    )


def find_all(matter: Matter, claims: Sequence[int] = ()) -> tuple[int, Found]:
    """How many claims of the matter are looked at, and what is found among them; where `claims`
    are given, only of those from the first to the last primary key."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.TALLY_MEMORY,
        "threads": settings.TALLY_THREADS,
        "autoinstall_known_extensions": False,
    }
    survivor = current_plan(matter).survivor
    filed, keys = looked_at(matter), ClaimKey.objects.of(matter)
    if claims:
        ends = claims[0], claims[-1]
        filed, keys = filed.filter(pk__range=ends), keys.filter(claim__pk__range=ends)
    with duckdb.connect(config=config) as connection:
        install(connection)
        put_rows(connection, "read", filed, COLUMNS)
        connection.execute(f"CREATE TEMP TABLE filed AS {FILED_SQL}")
        columns = [Column("claim_id", "BIGINT"), Column("kind", "VARCHAR")]
        columns.append(Column("value", "VARCHAR"))
        put_rows(connection, "read_keys", keys, columns)
        connection.execute(
            "CREATE TEMP TABLE keys AS SELECT claim_id AS claim, kind, value FROM read_keys"
        )
        found = find(connection, kept_apart(DuplicateFlag.objects.of(matter)), survivor)
        (count,) = connection.execute("SELECT count(*) FROM filed").fetchone() or (0,)
    return count, found


def _find_what_can_be(matter: Matter, at: datetime) -> tuple[int, Found]:
    """As `find_all`, without those that are put aside because they make it fail."""
    while True:
        try:
            return find_all(matter)
        except Exception as error:  # noqa: BLE001
            keys = Claim.objects.of(matter).aggregate(first=Min("pk"), last=Max("pk"))
            claims = range(keys["first"], keys["last"] + 1)
            faulty = find_faulty(claims, partial(find_all, matter), error)
            put_aside(matter, faulty, Work.DUPLICATES, at)


def _key_all(matter: Matter, at: datetime, show: Show | None) -> None:
    todo = Claim.objects.of(matter).exclude(keyed_as=rules()).exclude(put_aside=Work.DUPLICATES)
    of, done = todo.count(), 0

    def put(claims: Sequence[int]) -> None:
        put_keys(Claim.objects.filter(pk__in=claims))

    while some := list(todo.order_by("id").values_list("pk", flat=True)[:_AT_ONCE]):
        do_or_put_aside(matter, some, put, Work.DUPLICATES, at)
        done += len(some)
        if show:
            show("keys", done, of)
