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

from claims.casework.assessment import store_keys
from claims.casework.docket import current_plan
from claims.casework.duplicates.compared_claims import (
    CLAIM_COLUMNS,
    FILED_SQL,
    comparable_claims,
    separated_pairs,
)
from claims.casework.duplicates.flag_refresh import lock_matter
from claims.casework.duplicates.flag_writer import apply_flags
from claims.casework.duplicates.merged_accounts import follow_survivors
from claims.casework.lifecycle.claims_put_aside import put_aside, run_or_put_aside, take_up
from claims.casework.lifecycle.faults import find_faulty_items
from claims.matching.clusters.cluster_search import ClusterSearchResult, find_similar_claims
from claims.matching.linkage.comparable_particulars import install_particulars
from claims.matching.similarity_keys import rules_version
from claims.models import Claim, ClaimKey, DuplicateFlag, Matter, Work
from claims.models.rows_out import QueryColumn, load_rows

_BATCH = 500
_CLAIMS_PER_BATCH = 5_000
ShowStage = Callable[[str, int, int], None]
"""Called with the stage at hand, how much of it is done, and of how much."""


@dataclass(frozen=True)
class RefreshReport:
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


def refresh_all_flags(matter: Matter, at: datetime, show: ShowStage | None = None) -> RefreshReport:
    """Find all claims that look like another, and bring every flag of the matter in line.

    What was decided meanwhile stays, and what was flagged meanwhile too. A claim whose data makes
    this fail is put aside.
    """
    take_up(matter, None, Work.DUPLICATES, at)
    _store_all_keys(matter, at, show)
    claims, found = _find_without_faulty(matter, at)
    flags = DuplicateFlag.objects.of(matter)
    standing = flags.filter(state=DuplicateFlag.State.FLAGGED).values_list("claim_id", flat=True)
    concerned = sorted({each.claim for each in found.alike} | set(standing))
    by_claim = {each.claim: each for each in found.alike}
    flagged = lifted = looked_at = 0
    for batch in chunked(concerned, _BATCH):
        with transaction.atomic():
            lock_matter(matter)
            wanted = [by_claim[claim] for claim in batch if claim in by_claim]
            done = apply_flags(matter, batch, wanted, at, as_of=at)
        flagged, lifted = flagged + done.flagged, lifted + done.lifted
        looked_at += len(batch)
        if show:
            show("flags", looked_at, len(concerned))
    merged = flags.filter(state=DuplicateFlag.State.MERGED)
    follow_survivors(matter, set(merged.values_list("survivor_id", flat=True)), at)
    same = [each for each in found.alike if not each.is_competing]
    return RefreshReport(
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


def find_all_duplicates(
    matter: Matter, claims: Sequence[int] = ()
) -> tuple[int, ClusterSearchResult]:
    """How many claims of the matter are looked at, and what is found among them; where `claims`
    are given, only of those from the first to the last primary key."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.TALLY_MEMORY,
        "threads": settings.TALLY_THREADS,
        "autoinstall_known_extensions": False,
    }
    survivor = current_plan(matter).survivor
    filed, keys = comparable_claims(matter), ClaimKey.objects.of(matter)
    if claims:
        ends = claims[0], claims[-1]
        filed, keys = filed.filter(pk__range=ends), keys.filter(claim__pk__range=ends)
    with duckdb.connect(config=config) as connection:
        install_particulars(connection)
        load_rows(connection, "read", filed, CLAIM_COLUMNS)
        connection.execute(f"CREATE TEMP TABLE filed AS {FILED_SQL}")
        columns = [QueryColumn("claim_id", "BIGINT"), QueryColumn("kind", "VARCHAR")]
        columns.append(QueryColumn("value", "VARCHAR"))
        load_rows(connection, "read_keys", keys, columns)
        connection.execute(
            "CREATE TEMP TABLE keys AS SELECT claim_id AS claim, kind, value FROM read_keys"
        )
        found = find_similar_claims(
            connection, separated_pairs(DuplicateFlag.objects.of(matter)), survivor
        )
        (count,) = connection.execute("SELECT count(*) FROM filed").fetchone() or (0,)
    return count, found


def _find_without_faulty(matter: Matter, at: datetime) -> tuple[int, ClusterSearchResult]:
    """As `find_all`, without those that are put aside because they make it fail."""
    while True:
        try:
            return find_all_duplicates(matter)
        except Exception as error:  # noqa: BLE001
            keys = Claim.objects.of(matter).aggregate(first=Min("pk"), last=Max("pk"))
            claims = range(keys["first"], keys["last"] + 1)
            faulty = find_faulty_items(claims, partial(find_all_duplicates, matter), error)
            put_aside(matter, faulty, Work.DUPLICATES, at)


def _store_all_keys(matter: Matter, at: datetime, show: ShowStage | None) -> None:
    todo = (
        Claim.objects.of(matter)
        .exclude(keyed_as=rules_version())
        .exclude(put_aside=Work.DUPLICATES)
    )
    of, done = todo.count(), 0

    def put(claims: Sequence[int]) -> None:
        store_keys(Claim.objects.filter(pk__in=claims))

    while some := list(todo.order_by("id").values_list("pk", flat=True)[:_CLAIMS_PER_BATCH]):
        run_or_put_aside(matter, some, put, Work.DUPLICATES, at)
        done += len(some)
        if show:
            show("keys", done, of)
