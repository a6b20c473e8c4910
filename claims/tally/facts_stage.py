"""What the records say of the accounts that the claims of one part name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims import calculator
from claims.calculator import RecordTables
from claims.calculator.allocation.engine_tables import store_table as keep_table
from claims.calculator.facts import derive_known_facts
from claims.casework.assessment.record_tables import record_tables
from claims.casework.docket.open_matters import plan_of
from claims.models import Tally
from claims.records.lookup import check_hashes
from claims.records.value_meanings import readings_by_column
from claims.tally import snapshot_stage
from claims.tally.engine import tally_engine, write_parquet
from claims.tally.result import StageResult
from claims.tally.stage_files import stage_file, store_rows

NAME = "facts"


def prepare(tally: Tally, part: int) -> StageResult:
    """Leave one row an account, without the evidence that only a claim's own page shows.

    Raises ProductionAltered where the records cannot be read for that reason.
    """

    def write(path: Path) -> int:
        with tally_engine(tally) as connection:
            facts = _known_facts(tally, connection, part_claims(tally, connection, part))
            return write_parquet(connection, facts, path, ["account_id"])

    try:
        return store_rows(tally, NAME, write, part)
    except duckdb.Error:
        # Records that cannot be read may have been altered since the claims were frozen.
        if tally.production is not None:
            check_hashes(tally.production)
        raise


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Draw the facts of those claims of a part from the first to the last number, for nobody to
    read."""
    with tally_engine(tally) as connection:
        some = claims_between(part_claims(tally, connection, part), claims)
        keep_table(connection, _known_facts(tally, connection, some))


def claims_between(table: ir.Table, claims: Sequence[int]) -> ir.Table:
    """The rows of the claims from the first to the last number."""
    return table.filter(table["claim"].between(claims[0], claims[-1]))


def part_claims(tally: Tally, connection: BaseBackend, part: int) -> ir.Table:
    """The claims of one part as they were frozen."""
    frozen = connection.read_parquet(str(stage_file(tally, snapshot_stage.NAME, "parquet")))
    return frozen.filter(frozen["part"] == part).drop("part")


def _known_facts(tally: Tally, connection: BaseBackend, claims: ir.Table) -> ir.Table:
    plan = plan_of(tally.plan_version)
    said = readings_by_column(tally.matter, tally.readings)
    records = _records_of_claims(record_tables(tally.production, connection, plan, said), claims)
    # Kept first: the engine plans far better with a table than with a query in its place.
    named = keep_table(connection, calculator.named_accounts(claims))
    return derive_known_facts(named, records, plan, evidence=False)


def _records_of_claims(records: RecordTables, claims: ir.Table) -> RecordTables:
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
