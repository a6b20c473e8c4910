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
from claims.casework.docket.opening import plan_of
from claims.models import Tally
from claims.records.values import said_of, unknown_values
from claims.tally import duplicates
from claims.tally.engine import engine, local_engine, write_parquet
from claims.tally.files import keep, keep_json, kept_as, kept_json
from claims.tally.result import StageResult
from claims.tally.summaries import totals

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
        with engine(tally) as connection:
            settled = calculator.settle(
                connection, duplicates.determinations(tally, connection), plan
            )
            fund = settled.totals
            payments = settled.table.select("claim", *calculator.fund_columns(plan))
            write = partial(_write, connection, payments)
            payments_sha256 = keep(tally, PAYMENTS, "parquet", write)
    with local_engine(tally) as connection:
        table = duplicates.determinations(tally, connection)
        table = _with_payments(tally, connection, table, payments_sha256)
        found = totals(connection, table, plan)
    unknown = unknown_values(tally.production, plan, said_of(tally.matter, tally.readings))
    if unknown:
        found["summary"]["unknown_values"] = [value.as_json() for value in unknown]
    found |= {"fund": fund, "payments_sha256": payments_sha256}
    return StageResult(int(found["counts"]["claims"]), keep_json(tally, NAME, found))


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Copy the tables to the tally's row, where pages read them once it is sealed."""
    found = kept_json(tally, NAME)
    tally.counts = found["counts"]
    tally.totals_cents = found["totals_cents"]
    tally.summary = found["summary"]
    tally.fund = found["fund"]
    tally.save(update_fields=["counts", "totals_cents", "summary", "fund"])


def settled(tally: Tally, connection: Backend, determinations: ir.Table) -> ir.Table:
    """Determinations of the tally with the columns of `fund_columns`; zero, and no bound, for a
    claim that takes no part."""
    return _with_payments(
        tally, connection, determinations, kept_json(tally, NAME)["payments_sha256"]
    )


def _with_payments(
    tally: Tally, connection: Backend, determinations: ir.Table, sha256: str
) -> ir.Table:
    """The determinations as they are where there is no fund, which is where there is no hash."""
    if not sha256:
        return determinations
    payments = connection.read_parquet(str(kept_as(tally, PAYMENTS, "parquet", sha256)))
    table = determinations.left_join(payments, "claim").drop("claim_right")
    cents = [name for name in payments.columns if payments[name].type().is_integer()]
    return table.mutate(
        **{
            name: table[name].fill_null(ibis.literal(0, "int64"))
            for name in cents
            if name != "claim"
        }
    )


def _write(connection: BaseBackend, table: ir.Table, path: Path) -> None:
    write_parquet(connection, table, path, ["claim"])
