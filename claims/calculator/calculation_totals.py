"""What a calculation adds up to, as JSON: counts, awards, the waterfall, pools and payments."""

from typing import Any

import ibis.expr.types as ir

from claims.calculator.allocation import FIRST_ROUND, Division, PoolResult, shares_by_key
from claims.calculator.allocation.engine_tables import aggregates, ordered_rows, rows_of
from claims.money.exact_arithmetic import total
from claims.plans import Plan
from claims.verdicts import ClaimVerdict


def calculation_totals(
    table: ir.Table, plan: Plan, division: Division | None, round_number: int
) -> dict[str, Any]:
    """The totals of a calculated table; amounts are integers of cents, keys end in `_cents`.

    `net_cents` = `payments_cents` + `reserve_cents` + `residual_cents`, the reserve being what is
    kept for claims and what is withheld from them. An exact value of one share is a text,
    "numerator/denominator", in cents.
    """
    totals: dict[str, Any] = {
        "plan": plan.slug,
        "plan_sha256": plan.sha256,
        "round": round_number,
        **_counts(table),
        **_awards(table, plan),
    }
    if division is None:
        return totals | {"fund": False, "payments_cents": 0, "payees": 0}
    return totals | {
        "fund": True,
        "waterfall": _waterfall_steps(plan, division, round_number),
        "net_cents": division.net,
        "pools": [_pool_totals(pool, plan, round_number) for pool in division.pools],
        "payments_cents": division.payments,
        "reserve_cents": division.kept + division.withheld,
        "kept_cents": division.kept,
        "withheld_cents": division.withheld,
        "residual_cents": division.residual,
        "kept_without_amount": division.kept_without_amount,
        **_payments(table),
    }


def _counts(table: ir.Table) -> dict[str, Any]:
    verdicts = [verdict.value for verdict in ClaimVerdict]
    row = aggregates(
        table,
        claims=table.count(),
        **{verdict: table.count(where=table["verdict"] == verdict) for verdict in verdicts},
    )
    return {"claims": row["claims"], "verdicts": {verdict: row[verdict] for verdict in verdicts}}


def _awards(table: ir.Table, plan: Plan) -> dict[str, Any]:
    names = [f"award_{head.key}" for head in plan.heads_of_award]
    row = aggregates(table, **{name: total(table[name]) for name in [*names, "award"]})
    by_head = {head.key: row[f"award_{head.key}"] for head in plan.heads_of_award}
    return {"awards_cents": by_head, "award_cents": row["award"]}


def _payments(table: ir.Table) -> dict[str, Any]:
    paid = table.filter(table["payment"] > 0)["payment"]
    ranked = table.filter(table["payment"] > 0)
    row = _single_row(
        ranked.aggregate(payees=ranked.count(), smallest_cents=paid.min(), largest_cents=paid.max())
    )
    return row | {"median_cents": _median(ranked, row["payees"])}


def _median(paid: ir.Table, payees: int) -> int | None:
    """The lower of the two middle payments where their number is even: a payment that was made."""
    if payees == 0:
        return None
    middle = ordered_rows(paid, ["payment", "claim"], (payees - 1) // 2, 1)
    return int(rows_of(middle.select("payment"))[0]["payment"])


def _waterfall_steps(plan: Plan, division: Division, round_number: int) -> list[dict[str, Any]]:
    if round_number != FIRST_ROUND:
        return [{"key": "money_of_round", "cents": division.net}]
    falls = division.waterfall
    steps: list[dict[str, Any]] = [{"key": "gross", "cents": falls.gross}]
    if plan.fund is not None and plan.fund.interest is not None:
        steps.append({"key": "interest", "cents": falls.interest})
    for deduction, cents in falls.deductions:
        label = deduction.label.model_dump()
        steps.append(
            {"key": deduction.key, "purpose": deduction.purpose, "label": label, "cents": -cents}
        )
    if plan.fund is not None and plan.fund.top_up is not None:
        steps.append({"key": "top_up", "cents": division.top_up})
    return [*steps, {"key": "net", "cents": division.net}]


def _pool_totals(pool: PoolResult, plan: Plan, round_number: int) -> dict[str, Any]:
    shares = shares_by_key(plan, round_number)[pool.key]
    value = pool.share_value
    return {
        "key": pool.key,
        "label": shares.label.model_dump(),  # type: ignore[attr-defined]
        "money_cents": pool.money,
        "used_cents": pool.used,
        "unspent_cents": pool.unspent,
        "claims": pool.claims,
        "share_value": None if value is None else f"{value.numerator}/{value.denominator}",
    }


def _single_row(aggregate: ir.Table) -> dict[str, Any]:
    return rows_of(aggregate)[0]
