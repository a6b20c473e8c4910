"""What the determinations come to: counts, and the tables that counsel reads."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from claims.calculator import PUT_ASIDE
from claims.calculator.allocation import MONEY_COLUMNS, exposure
from claims.calculator.allocation.engine_tables import aggregates, store_table
from claims.models import Outcome, Verdict
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.plans.evidence import Evidence
from claims.texts import BLANKS, INVISIBLE, PLAIN_PATTERN, engine_pattern

NO_PRODUCT = "none"
UNKNOWN_STATE = "unknown"
# Both are texts that somebody typed; a determination keeps so many characters of them.
LONGEST_STATE, LONGEST_PRODUCTS = 100, 400


def tally_totals(connection: Backend, determinations: ir.Table, plan: Plan) -> dict[str, Any]:
    """Counts, totals per theory, and the tables by outcome, reason, state and product.

    With a fund the determinations have the columns of MONEY too.
    """
    # Kept: each of the tables would read and join everything again.
    table = store_table(connection, _columns_to_sum(with_groups(determinations, plan), plan))
    by_theory = _exposure_rows(table, plan)
    return {
        "counts": _counts(table),
        "totals_cents": {row["theory"]: row["aggregate_cents"] for row in by_theory},
        "summary": {
            "by_outcome": _rows_by_group(table, plan, ["outcome", "verdict"]),
            "by_reason": _reasons(table, plan),
            "by_state": _rows_by_group(table, plan, ["state"]),
            "by_product": _rows_by_group(table, plan, ["products"]),
            "exposure": by_theory,
        },
    }


def with_groups(table: ir.Table, plan: Plan) -> ir.Table:
    """Add what the claims are grouped by: `products` (that qualified, joined), and `state` of the
    account, or as claimed where no account is matched."""
    return table.mutate(
        products=_one_line_text(_products(table, plan)).left(LONGEST_PRODUCTS),
        state=ibis.coalesce(
            _one_line_text(table["state"]).nullif(""),
            table["claimed_state"].nullif(""),
            UNKNOWN_STATE,
        ).left(LONGEST_STATE),
    )


def _one_line_text(text: ir.StringValue) -> ir.StringValue:
    """`claims.texts.one_line` in the engine: the defendant's texts may hold anything too."""
    seen = text.re_replace(engine_pattern(INVISIBLE), "").re_replace(engine_pattern(BLANKS), " ")
    return ibis.ifelse(text.re_search(PLAIN_PATTERN), text, nfc_normalize(seen).strip())


@ibis.udf.scalar.builtin(name="nfc_normalize", signature=(("string",), "string"))  # type: ignore[untyped-decorator]
def nfc_normalize(text: Any) -> Any:
    """DuckDB's own."""


def _columns_to_sum(table: ir.Table, plan: Plan) -> ir.Table:
    """Only what is counted and added up."""
    return table.select(
        *("outcome", "verdict", "state", "products"),
        *(name for name in (PUT_ASIDE,) if name in table.columns),
        *(f"criterion_{criterion.key}" for criterion in plan.criteria),
        *(f"{name}_{head.key}" for head in plan.heads_of_award for name in ("potential", "award")),
        *(name for name in MONEY_COLUMNS if name in table.columns),
    )


def _products(table: ir.Table, plan: Plan) -> ir.StringValue:
    columns = [Evidence(key).values for key in plan.facts if Evidence(key).values in table.columns]
    if not columns:
        return ibis.literal(NO_PRODUCT)
    joined = table[columns[0]].cast("array<string>").join("; ")
    return ibis.coalesce(joined.nullif(""), NO_PRODUCT)


def _counts(table: ir.Table) -> dict[str, Any]:
    rows = table.group_by("outcome", "verdict").aggregate(n=table.count()).to_pyarrow().to_pylist()

    def count(outcome: Outcome, verdict: Verdict | None = None) -> int:
        return sum(
            row["n"]
            for row in rows
            if row["outcome"] == outcome.value and verdict in (None, row["verdict"])
        )

    claims = sum(row["n"] for row in rows)
    unmatched = count(Outcome.UNMATCHED)
    aside = count_aside(table)
    return {
        "claims": claims,
        "matched": claims - unmatched,
        "unmatched": unmatched,
        "duplicates": count(Outcome.DUPLICATE),
        "incomplete": count(Outcome.INCOMPLETE),
        "payable": {
            verdict.value: count(Outcome.PAYABLE, verdict)
            for verdict in (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)
        },
        **({PUT_ASIDE: aside} if aside else {}),
    }


def count_aside(table: ir.Table) -> int:
    """How many of the claims are put aside."""
    if PUT_ASIDE not in table.columns:
        return 0
    return int(aggregates(table, aside=table.count(where=table[PUT_ASIDE]))["aside"])


def _sums(table: ir.Table, plan: Plan) -> dict[str, ir.Value]:
    # Cast first: a sum of BIGINT fails above int64.
    return {
        theory.key: table[f"award_{theory.key}"].cast(EXACT).sum() for theory in plan.heads_of_award
    }


def _cents(row: dict[str, Any], plan: Plan) -> dict[str, int]:
    return {theory.key: int(row[theory.key] or 0) for theory in plan.heads_of_award}


def _exposure_rows(table: ir.Table, plan: Plan) -> list[dict[str, Any]]:
    """What the theories come to; none where a plan only divides a fund into shares."""
    if not plan.heads_of_award:
        return []
    rows = exposure(table, plan).to_pyarrow().to_pylist()
    return [{key: _plain_value(value) for key, value in row.items()} for row in rows]


def _plain_value(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _rows_by_group(table: ir.Table, plan: Plan, by: Sequence[str]) -> list[dict[str, Any]]:
    eligible = (table["outcome"] == Outcome.PAYABLE.value) & (
        table["verdict"] == Verdict.ELIGIBLE.value
    )
    money = [name for name in MONEY_COLUMNS if name in table.columns]
    sums = _sums(table, plan) | {name: table[name].cast(EXACT).sum() for name in money}
    rows = (
        table.group_by(*by)
        .aggregate(claims=table.count(), eligible=eligible.sum(), **sums)
        .order_by(*by)
        .to_pyarrow()
        .to_pylist()
    )
    return [
        {key: row[key] for key in by}
        | {"claims": row["claims"], "eligible": int(row["eligible"] or 0)}
        | {"cents": _cents(row, plan)}
        | {f"{name}_cents": int(row[name] or 0) for name in money}
        for row in rows
    ]


def _reasons(table: ir.Table, plan: Plan) -> list[dict[str, Any]]:
    reasons = []
    for criterion in plan.criteria:
        column = f"criterion_{criterion.key}"
        rows = (
            table.group_by(column, "outcome")
            .aggregate(claims=table.count())
            .order_by(column, "outcome")
            .to_pyarrow()
            .to_pylist()
        )
        reasons += [
            {
                "reason": f"{criterion.key}.{row[column]}",
                "result": row[column],
                "outcome": row["outcome"],
                "claims": row["claims"],
            }
            for row in rows
        ]
    return reasons
