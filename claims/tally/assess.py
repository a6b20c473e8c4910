"""Each claim by itself: complete or not, its criteria, and what it would be owed."""

from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator.allocation.tables import keep as keep_table
from claims.casework.docket.opening import plan_of
from claims.models import Tally
from claims.tally import facts
from claims.tally.engine import engine, write_parquet
from claims.tally.files import keep_rows, kept
from claims.tally.result import StageResult

NAME = "assess"


def prepare(tally: Tally, part: int) -> StageResult:
    """Assess the claims of one part on the facts of their accounts."""

    def write(path: Path) -> int:
        with engine(tally) as connection:
            claims = facts.claims_of(tally, connection, part)
            table = _assessed(tally, connection, part, claims)
            return write_parquet(connection, table, path, ["claim"])

    return keep_rows(tally, NAME, write, part)


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Assess those claims of a part from the first to the last number, for nobody to read."""
    with engine(tally) as connection:
        some = facts.between(facts.claims_of(tally, connection, part), claims)
        keep_table(connection, _assessed(tally, connection, part, some))


def _assessed(tally: Tally, connection: BaseBackend, part: int, claims: ir.Table) -> ir.Table:
    drawn = connection.read_parquet(str(kept(tally, facts.NAME, "parquet", part)))
    return calculator.assess(claims, drawn, plan_of(tally.plan_version))
