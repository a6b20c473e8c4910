"""The determinations as rows of the database, a part at a time.

Nobody reads them before the tally is sealed: until then readers see the one sealed before, and
from then on this one.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir

from claims.calculator import PUT_ASIDE
from claims.calculator.allocation import MONEY_COLUMNS
from claims.calculator.eligibility.completeness import COMPLETENESS_COLUMNS
from claims.casework.docket.open_matters import plan_of
from claims.models import Determination, SealedChain, Tally
from claims.models.rows_in import insert_rows
from claims.plans import Plan
from claims.tally import allocation_stage, duplicates_stage
from claims.tally.engine import local_engine, write_parquet
from claims.tally.result import StageResult
from claims.tally.stage_files import stage_file, store_rows
from claims.tally.summaries import with_groups

NAME = "publish"
PUBLISHED_COLUMNS = (
    *("claim_id", "outcome", "verdict", "payable_claim_id", "account_id", "state", "products"),
    *("reasons", "awards_cents", *(f"{name}_cents" for name in MONEY_COLUMNS)),
)
"""The columns of a determination, as in the database and in the stage's file."""
_CHAIN_COLUMNS = ("reference", "chain_length", "chain_head")


def prepare(tally: Tally, part: int) -> StageResult:
    """Leave the rows of one part as they will be published: text, whole numbers, JSON as text."""
    plan = plan_of(tally.plan_version)

    def write(path: Path) -> int:
        with local_engine(tally) as connection:
            table = duplicates_stage.part_determinations(tally, connection, part)
            table = allocation_stage.with_fund_columns(tally, connection, table)
            return write_parquet(connection, _published_rows(table, plan), path, ["claim_id"])

    return store_rows(tally, NAME, write, part)


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Insert the part's determinations and the heads of its claims' chains."""
    path = stage_file(tally, NAME, "parquet", part)
    with local_engine(tally) as connection:
        rows = connection.read_parquet(str(path))
        number = ibis.literal(tally.pk, "int64")
        insert_rows(Determination, connection, rows.select(*PUBLISHED_COLUMNS, tally_id=number))
        chains = rows.select(
            "reference",
            length=rows["chain_length"],
            head_sha256=rows["chain_head"],
            tally_id=number,
        )
        # In the order of their index, which takes them a fifth faster so.
        insert_rows(SealedChain, connection, chains.order_by("reference"))


def _published_rows(table: ir.Table, plan: Plan) -> ir.Table:
    table = with_groups(table, plan)
    money = {
        f"{name}_cents": table[name] if name in table.columns else ibis.literal(0, "int64")
        for name in MONEY_COLUMNS
    }
    table = table.mutate(
        account_id=table["account_id"].fill_null(""),
        reasons=_json_list(_reasons(table, plan)),
        awards_cents=_json_object(table, sorted(head.key for head in plan.heads_of_award)),
        **money,
    )
    return table.select(*PUBLISHED_COLUMNS, *_CHAIN_COLUMNS)


def _reasons(table: ir.Table, plan: Plan) -> list[ir.StringValue]:
    """Codes in JSON's quotation marks, each NULL where it does not apply. They need no escaping:
    a plan's keys are letters, digits and underscores."""
    none = ibis.null("string")
    return [
        *(ibis.ifelse(table[part], none, f'"{part}.unmet"') for part in COMPLETENESS_COLUMNS),
        *(
            ibis.literal(f'"{criterion.key}.') + table[f"criterion_{criterion.key}"] + '"'
            for criterion in plan.criteria
        ),
        ibis.ifelse(table["competing"], '"competing.unknown"', none),
        *(
            ibis.ifelse(table[name], f'"{name}.unknown"', none)
            for name in (PUT_ASIDE,)
            if name in table.columns
        ),
    ]


def _json_list(cells: Sequence[ir.StringValue]) -> ir.StringValue:
    return ibis.literal("[") + _joined_cells(cells) + "]"


def _json_object(table: ir.Table, keys: Sequence[str]) -> ir.StringValue:
    """What each theory comes to, without those that come to nothing."""
    cells = [
        ibis.ifelse(
            table[f"award_{key}"] > 0,
            ibis.literal(f'"{key}":') + table[f"award_{key}"].cast("string"),
            ibis.null("string"),
        )
        for key in keys
    ]
    return ibis.literal("{") + _joined_cells(cells) + "}"


def _joined_cells(cells: Sequence[ir.StringValue]) -> ir.StringValue:
    if not cells:
        return ibis.literal("")
    present = ibis.array(list(cells)).filter(lambda cell: cell.notnull())
    return present.join(",").fill_null("")
