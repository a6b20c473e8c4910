"""Without a fund: what the payable claims add up to under each theory of damages."""

import ibis
import ibis.expr.types as ir

from claims.plans import Plan

_SUM = "decimal(38, 0)"


def exposure(determinations: ir.Table, plan: Plan) -> ir.Table:
    """One row a theory, in the order of its key, over payable claims only.

    Columns: theory; per_head_cents (what the plan gives one person); eligible, undetermined
    (payable claims of that verdict); aggregate_cents (eligible claims); undetermined_cents (what
    the undetermined would add if all were found eligible); highest_cents (both together). Sums are
    decimal(38, 0), since a class of millions times a large sum leaves BIGINT.
    """
    payable = determinations.filter(determinations["outcome"] == "payable")
    rows = [_of_theory(payable, theory.key, theory.amount_cents) for theory in plan.damages]
    return ibis.union(*rows).order_by("theory") if len(rows) > 1 else rows[0]


def _of_theory(payable: ir.Table, key: str, per_head_cents: int) -> ir.Table:
    undetermined = payable["verdict"] == "undetermined"
    figures = payable.aggregate(
        eligible=payable.count(where=payable["verdict"] == "eligible"),
        undetermined=payable.count(where=undetermined),
        aggregate_cents=_total(payable[f"award_{key}"]),
        undetermined_cents=_total(
            ibis.ifelse(undetermined, payable[f"potential_{key}"], ibis.literal(0, "int64"))
        ),
    )
    return figures.select(
        theory=ibis.literal(key),
        per_head_cents=ibis.literal(int(per_head_cents), "int64"),
        eligible=figures["eligible"],
        undetermined=figures["undetermined"],
        aggregate_cents=figures["aggregate_cents"],
        undetermined_cents=figures["undetermined_cents"],
        highest_cents=(figures["aggregate_cents"] + figures["undetermined_cents"]).cast(_SUM),
    )


def _total(column: ir.IntegerColumn) -> ir.DecimalScalar:
    # Cast before the sum: Ibis sums BIGINT into BIGINT, which fails above 2^63 cents.
    return column.cast(_SUM).sum().cast(_SUM).fill_null(ibis.literal(0).cast(_SUM))
