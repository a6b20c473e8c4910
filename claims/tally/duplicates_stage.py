"""Of the claims for one account the payable one, and with it the determination of each claim.

All claims of an account are in one part of the tally.
"""

from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator.allocation.engine_tables import read_parquet_files
from claims.calculator.allocation.engine_tables import store_table as keep_table
from claims.casework.docket.open_matters import plan_of
from claims.models import Tally
from claims.plans import Plan
from claims.tally import assessment_stage, facts_stage
from claims.tally.engine import tally_engine, write_parquet
from claims.tally.result import StageResult
from claims.tally.stage_files import part_files, stage_file, store_rows

NAME = "duplicates"
_CLAIM_COLUMNS = ("claim", "reference", "standing", "claimed_state", "chain_length", "chain_head")


def prepare(tally: Tally, part: int) -> StageResult:
    """Determine the claims of one part; leave the rows in the order of their numbers."""
    plan = plan_of(tally.plan_version)

    def write(path: Path) -> int:
        with tally_engine(tally) as connection:
            assessed = connection.read_parquet(
                str(stage_file(tally, assessment_stage.NAME, "parquet", part))
            )
            return write_parquet(connection, _determined_claims(assessed, plan), path, ["claim"])

    return store_rows(tally, NAME, write, part)


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Determine those claims of a part from the first to the last number among themselves, for
    nobody to read."""
    with tally_engine(tally) as connection:
        assessed = connection.read_parquet(
            str(stage_file(tally, assessment_stage.NAME, "parquet", part))
        )
        some = facts_stage.claims_between(assessed, claims)
        keep_table(connection, _determined_claims(some, plan_of(tally.plan_version)))


def determination_columns(plan: Plan) -> list[str]:
    """The determination's columns, less the evidence that only explains, and the claim's own."""
    return [*_CLAIM_COLUMNS, *calculator.result_columns(plan, evidence=False)]


def _determined_claims(assessed: ir.Table, plan: Plan) -> ir.Table:
    # A tally that was begun by an earlier version of the software has no such column.
    aside = [name for name in (calculator.PUT_ASIDE,) if name in assessed.columns]
    return calculator.conclude_claims(assessed, plan).select(*aside, *determination_columns(plan))


def determinations(tally: Tally, connection: BaseBackend) -> ir.Table:
    """All claims of the tally, determined."""
    return read_parquet_files(connection, part_files(tally, NAME))


def part_determinations(tally: Tally, connection: BaseBackend, part: int) -> ir.Table:
    """The claims of one part, determined."""
    return connection.read_parquet(str(stage_file(tally, NAME, "parquet", part)))
