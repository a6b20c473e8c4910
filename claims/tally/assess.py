"""One determination a claim, by the plan's expressions over the frozen claims and the records."""

from pathlib import Path

from claims import calculation
from claims.docket.opening import plan_of
from claims.models import Tally
from claims.tally import snapshot
from claims.tally.engine import connect, records_of, write_parquet
from claims.tally.files import keep, kept
from claims.tally.result import StageResult

NAME = "assess"


def prepare(tally: Tally) -> StageResult:
    """Determine every claim of the snapshot; leave the rows in the order of their claims."""
    connection = connect()
    claims = connection.read_parquet(str(kept(tally, snapshot.NAME, "parquet")))
    plan = plan_of(tally.plan_version)
    table = calculation.determine(claims, records_of(tally, connection), plan)
    named = table.join(
        claims.select("claim_id", "sort_ref", "reference", "claimed_state"), "claim_id"
    )
    rows = 0

    def write(path: Path) -> None:
        nonlocal rows
        rows = write_parquet(connection, named.order_by("claim_id"), path)

    sha256 = keep(tally, NAME, "parquet", write)
    return StageResult(rows, sha256)
