"""A stage that fails on the data of some claims: they are put aside, and the tally begins anew.

All claims are frozen as the first thing; so what is found out later of one is frozen again, with
all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max, Min

from claims.casework.lifecycle.claims_put_aside import put_aside
from claims.casework.lifecycle.faults import find_faulty_items
from claims.models import Claim, Tally, TallyStage, Work
from claims.tally import snapshot_stage
from claims.tally.engine import local_engine
from claims.tally.stage_files import stage_file
from claims.tally.tally_start import inputs_sha256, stage_entry

Attempt = Callable[[Tally, int, Sequence[int]], None]
"""Does a part of a stage for its claims from the first to the last number, and leaves nothing."""


def begin_anew(
    tally: Tally, stage: str, attempt: Attempt, part: int, error: Exception, at: datetime
) -> None:
    """Put aside the claims that make the stage fail, and have the tally begin anew without them.

    Nothing happens if it began anew meanwhile. Raises `error` where it is of no claim
    (claims.casework.lifecycle.faults), or only of claims that are put aside already.
    """
    work = partial(attempt, tally, part)
    faulty = find_faulty_items(_claim_numbers(tally, stage, part), work, error)
    if stage != snapshot_stage.NAME:
        faulty = _by_primary_key(tally, faulty)
    aside = Claim.objects.of(tally.matter).exclude(put_aside="")
    if aside.filter(pk__in=faulty).count() == len(faulty):
        raise error
    with transaction.atomic():
        locked = Tally.objects.select_for_update().get(pk=tally.pk)
        if locked.state != Tally.State.RUNNING or locked.beginnings != tally.beginnings:
            return
        put_aside(tally.matter, faulty, Work.TALLY, at)
        TallyStage.objects.filter(tally=locked).delete()
        locked.beginnings += 1
        locked.parts, locked.problem = 0, ""
        locked.inputs_sha256 = inputs_sha256(
            tally.matter, tally.production, tally.plan_version, tally.readings
        )
        locked.save(update_fields=["beginnings", "parts", "problem", "inputs_sha256"])
        stage_entry(locked, 0, 0, at).save()


def _claim_numbers(tally: Tally, stage: str, part: int) -> range:
    """The numbers that the stage's `attempt` is asked about: places in the order of filing, or, as
    long as there is none, primary keys."""
    if stage == snapshot_stage.NAME:
        keys = Claim.objects.of(tally.matter).aggregate(first=Min("pk"), last=Max("pk"))
        return range(keys["first"] or 0, (keys["last"] or -1) + 1)
    ends = _snapshot_rows(
        tally, f"SELECT min(claim), max(claim) {_FROM_SNAPSHOT} WHERE part = {part}"
    )
    return range(ends[0][0] or 0, (ends[0][1] or -1) + 1)


def _by_primary_key(tally: Tally, faulty: Mapping[int, Exception]) -> dict[int, Exception]:
    numbers = ", ".join(map(str, faulty))
    rows = _snapshot_rows(
        tally, f"SELECT claim, claim_id {_FROM_SNAPSHOT} WHERE claim IN ({numbers})"
    )
    return {claim_id: faulty[claim] for claim, claim_id in rows}


_FROM_SNAPSHOT = "FROM read_parquet(?)"


def _snapshot_rows(tally: Tally, query: str) -> list[tuple[int, int]]:
    with local_engine(tally) as connection:
        path = str(stage_file(tally, snapshot_stage.NAME, "parquet"))
        rows: list[tuple[int, int]] = connection.con.execute(query, [path]).fetchall()
        return rows
