"""Of the claims for one account the payable one, and with it the determination of each claim.

All claims of an account are in one part of the tally.
"""

from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator.allocation.tables import keep as keep_table
from claims.calculator.allocation.tables import read_files
from claims.casework.docket.opening import plan_of
from claims.models import Tally
from claims.plans import Plan
from claims.tally import assess, facts
from claims.tally.engine import engine, write_parquet
from claims.tally.files import keep_rows, kept, kept_parts
from claims.tally.result import StageResult

NAME = "duplicates"
_OF_THE_CLAIM = ("claim", "reference", "standing", "claimed_state", "chain_length", "chain_head")


def prepare(tally: Tally, part: int) -> StageResult:
    """Determine the claims of one part; leave the rows in the order of their numbers."""
    plan = plan_of(tally.plan_version)

    def write(path: Path) -> int:
        with engine(tally) as connection:
            assessed = connection.read_parquet(str(kept(tally, assess.NAME, "parquet", part)))
            return write_parquet(connection, _concluded(assessed, plan), path, ["claim"])

    return keep_rows(tally, NAME, write, part)


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Determine those claims of a part from the first to the last number among themselves, for
    nobody to read."""
    with engine(tally) as connection:
        assessed = connection.read_parquet(str(kept(tally, assess.NAME, "parquet", part)))
        some = facts.between(assessed, claims)
        keep_table(connection, _concluded(some, plan_of(tally.plan_version)))


def columns(plan: Plan) -> list[str]:
    """The determination's columns, less the evidence that only explains, and the claim's own."""
    return [*_OF_THE_CLAIM, *calculator.columns(plan, evidence=False)]


def _concluded(assessed: ir.Table, plan: Plan) -> ir.Table:
    # A tally that was begun by an earlier version of the software has no such column.
    aside = [name for name in (calculator.PUT_ASIDE,) if name in assessed.columns]
    return calculator.conclude(assessed, plan).select(*aside, *columns(plan))


def determinations(tally: Tally, connection: BaseBackend) -> ir.Table:
    """All claims of the tally, determined."""
    return read_files(connection, kept_parts(tally, NAME))


def determinations_of(tally: Tally, connection: BaseBackend, part: int) -> ir.Table:
    """The claims of one part, determined."""
    return connection.read_parquet(str(kept(tally, NAME, "parquet", part)))
