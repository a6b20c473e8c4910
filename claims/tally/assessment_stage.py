"""Each claim by itself: complete or not, its criteria, and what it would be owed."""

from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator.allocation.engine_tables import store_table as keep_table
from claims.casework.docket.open_matters import plan_of
from claims.models import Tally
from claims.tally import facts_stage
from claims.tally.engine import tally_engine, write_parquet
from claims.tally.result import StageResult
from claims.tally.stage_files import stage_file, store_rows

NAME = "assess"


def prepare(tally: Tally, part: int) -> StageResult:
    """Assess the claims of one part on the facts of their accounts."""

    def write(path: Path) -> int:
        with tally_engine(tally) as connection:
            claims = facts_stage.part_claims(tally, connection, part)
            table = _assessed_claims(tally, connection, part, claims)
            return write_parquet(connection, table, path, ["claim"])

    return store_rows(tally, NAME, write, part)


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Assess those claims of a part from the first to the last number, for nobody to read."""
    with tally_engine(tally) as connection:
        some = facts_stage.claims_between(facts_stage.part_claims(tally, connection, part), claims)
        keep_table(connection, _assessed_claims(tally, connection, part, some))


def _assessed_claims(
    tally: Tally, connection: BaseBackend, part: int, claims: ir.Table
) -> ir.Table:
    drawn = connection.read_parquet(str(stage_file(tally, facts_stage.NAME, "parquet", part)))
    return calculator.assess_claims(claims, drawn, plan_of(tally.plan_version))
