"""What the records say of the accounts that the claims of one part name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator import RecordTables
from claims.calculator.allocation.tables import keep as keep_table
from claims.calculator.facts import draw_known_facts
from claims.casework.assessment.records import records_on
from claims.casework.docket.opening import plan_of
from claims.models import Tally
from claims.records.lookup import check_hashes
from claims.records.values import said_of
from claims.tally import snapshot
from claims.tally.engine import engine, write_parquet
from claims.tally.files import keep_rows, kept
from claims.tally.result import StageResult

NAME = "facts"


def prepare(tally: Tally, part: int) -> StageResult:
    """Leave one row an account, without the evidence that only a claim's own page shows.

    Raises ProductionAltered where the records cannot be read for that reason.
    """

    def write(path: Path) -> int:
        with engine(tally) as connection:
            facts = _drawn(tally, connection, claims_of(tally, connection, part))
            return write_parquet(connection, facts, path, ["account_id"])

    try:
        return keep_rows(tally, NAME, write, part)
    except duckdb.Error:
        # Records that cannot be read may have been altered since the claims were frozen.
        if tally.production is not None:
            check_hashes(tally.production)
        raise


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Draw the facts of those claims of a part from the first to the last number, for nobody to
    read."""
    with engine(tally) as connection:
        some = between(claims_of(tally, connection, part), claims)
        keep_table(connection, _drawn(tally, connection, some))


def between(table: ir.Table, claims: Sequence[int]) -> ir.Table:
    """The rows of the claims from the first to the last number."""
    return table.filter(table["claim"].between(claims[0], claims[-1]))


def claims_of(tally: Tally, connection: BaseBackend, part: int) -> ir.Table:
    """The claims of one part as they were frozen."""
    frozen = connection.read_parquet(str(kept(tally, snapshot.NAME, "parquet")))
    return frozen.filter(frozen["part"] == part).drop("part")


def _drawn(tally: Tally, connection: BaseBackend, claims: ir.Table) -> ir.Table:
    plan = plan_of(tally.plan_version)
    said = said_of(tally.matter, tally.readings)
    records = _of_these(records_on(tally.production, connection, plan, said), claims)
    # Kept first: the engine plans far better with a table than with a query in its place.
    named = keep_table(connection, calculator.accounts_named(claims))
    return draw_known_facts(named, records, plan, evidence=False)


def _of_these(records: RecordTables, claims: ir.Table) -> RecordTables:
    """Only the stretch of the records that the claims' accounts lie in: they are sorted so."""
    accounts = claims["account_id"]
    ends = claims.aggregate(first=accounts.min(), last=accounts.max()).to_pyarrow().to_pylist()[0]
    if ends["first"] is None:
        return records

    def stretch(table: ir.Table) -> ir.Table:
        return table.filter(table["account_id"].between(ends["first"], ends["last"]))

    return replace(
        records,
        accounts=stretch(records.accounts),
        subscriptions=stretch(records.subscriptions),
        messages=stretch(records.messages),
        refused=stretch(records.refused),
    )
