"""Each claim by itself: complete or not, its criteria, and what it would be owed."""

from pathlib import Path

from claims import calculation
from claims.docket.opening import plan_of
from claims.models import Tally
from claims.tally import facts
from claims.tally.engine import engine, write_parquet
from claims.tally.files import keep, kept
from claims.tally.result import StageResult

NAME = "assess"


def prepare(tally: Tally, part: int) -> StageResult:
    """Assess the claims of one part on the facts of their accounts."""
    plan = plan_of(tally.plan_version)
    rows = 0

    def write(path: Path) -> None:
        nonlocal rows
        with engine(tally) as connection:
            claims = facts.claims_of(tally, connection, part)
            drawn = connection.read_parquet(str(kept(tally, facts.NAME, "parquet", part)))
            table = calculation.assess(claims, drawn, plan)
            rows = write_parquet(connection, table, path, ["claim"])

    sha256 = keep(tally, NAME, "parquet", write, part)
    return StageResult(rows, sha256)
