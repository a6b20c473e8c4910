"""The fund divided, and what everything comes to.

Without a fund nothing is shared out: the tally states exposure, every payable claim by verdict.
"""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend
from ibis.backends.duckdb import Backend

from claims import calculator
from claims.casework.docket.open_matters import plan_of
from claims.models import Tally
from claims.records.value_meanings import readings_by_column, unknown_values
from claims.tally import duplicates_stage
from claims.tally.engine import local_engine, tally_engine, write_parquet
from claims.tally.result import StageResult
from claims.tally.stage_files import hashed_file, stage_json, store_file, store_json
from claims.tally.summaries import tally_totals

NAME = "allocate"
PAYMENTS = "payments"


def prepare(tally: Tally, part: int) -> StageResult:
    """Divide the fund among the payable claims, count and add up; leave the tables as JSON.

    With a fund a second file has one row a claim that takes part; the JSON names its hash. Raises
    CannotCalculate where the figures do not fit the fund.
    """
    plan = plan_of(tally.plan_version)
    fund: dict[str, Any] = {}
    payments_sha256 = ""
    if plan.fund is not None:
        with tally_engine(tally) as connection:
            settled = calculator.tally_payments(
                connection, duplicates_stage.determinations(tally, connection), plan
            )
            fund = settled.totals
            payments = settled.table.select("claim", *calculator.fund_columns(plan))
            write = partial(_write_payments, connection, payments)
            payments_sha256 = store_file(tally, PAYMENTS, "parquet", write)
    with local_engine(tally) as connection:
        table = duplicates_stage.determinations(tally, connection)
        table = _with_payments(tally, connection, table, payments_sha256)
        found = tally_totals(connection, table, plan)
    unknown = unknown_values(
        tally.production, plan, readings_by_column(tally.matter, tally.readings)
    )
    if unknown:
        found["summary"]["unknown_values"] = [value.as_json() for value in unknown]
    found |= {"fund": fund, "payments_sha256": payments_sha256}
    return StageResult(int(found["counts"]["claims"]), store_json(tally, NAME, found))


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Copy the tables to the tally's row, where pages read them once it is sealed."""
    found = stage_json(tally, NAME)
    tally.counts = found["counts"]
    tally.totals_cents = found["totals_cents"]
    tally.summary = found["summary"]
    tally.fund = found["fund"]
    tally.save(update_fields=["counts", "totals_cents", "summary", "fund"])


def with_fund_columns(tally: Tally, connection: Backend, determinations: ir.Table) -> ir.Table:
    """Determinations of the tally with the columns of `fund_columns`; zero, and no bound, for a
    claim that takes no part."""
    return _with_payments(
        tally, connection, determinations, stage_json(tally, NAME)["payments_sha256"]
    )


def _with_payments(
    tally: Tally, connection: Backend, determinations: ir.Table, sha256: str
) -> ir.Table:
    """The determinations as they are where there is no fund, which is where there is no hash."""
    if not sha256:
        return determinations
    payments = connection.read_parquet(str(hashed_file(tally, PAYMENTS, "parquet", sha256)))
    table = determinations.left_join(payments, "claim").drop("claim_right")
    cents = [name for name in payments.columns if payments[name].type().is_integer()]
    return table.mutate(
        **{
            name: table[name].fill_null(ibis.literal(0, "int64"))
            for name in cents
            if name != "claim"
        }
    )


def _write_payments(connection: BaseBackend, table: ir.Table, path: Path) -> None:
    write_parquet(connection, table, path, ["claim"])
