"""Without a fund: what the payable claims add up to under each theory of damages."""

import ibis
import ibis.expr.types as ir

from claims.money.widths import EXACT
from claims.plans import Plan
from claims.plans.heads import Head
from claims.verdicts import ClaimOutcome, ClaimVerdict


def exposure(determinations: ir.Table, plan: Plan) -> ir.Table:
    """One row a theory, in the order of its key, over payable claims only.

    A theory is a head of damages that is part of the award; the plan has at least one. Columns:
    theory; per_head_cents (what the plan gives one person; NULL where the facts decide); eligible,
    undetermined (payable claims of that verdict); aggregate_cents (eligible claims);
    undetermined_cents (what the undetermined would add if all were found eligible), unknown (of
    these, claims whose amount nobody knows: they add nothing to it); highest_cents (both together).
    Sums are exact decimals, since a class of millions times a large sum leaves BIGINT.
    """
    payable = determinations.filter(determinations["outcome"] == ClaimOutcome.PAYABLE)
    rows = [_theory_row(payable, head) for head in plan.heads_of_award]
    return ibis.union(*rows).order_by("theory") if len(rows) > 1 else rows[0]


def _theory_row(payable: ir.Table, head: Head) -> ir.Table:
    potential = payable[f"potential_{head.key}"]
    undetermined = payable["verdict"] == ClaimVerdict.UNDETERMINED
    figures = payable.aggregate(
        eligible=_count(payable, payable["verdict"] == ClaimVerdict.ELIGIBLE),
        undetermined=_count(payable, undetermined),
        unknown=_count(payable, undetermined & potential.isnull()),
        aggregate_cents=_total(payable[f"award_{head.key}"]),
        undetermined_cents=_total(ibis.ifelse(undetermined, potential, ibis.literal(0, "int64"))),
    )
    each = ibis.null("int64") if head.fixed_cents is None else _cents_literal(head.fixed_cents)
    return figures.select(
        theory=ibis.literal(head.key),
        per_head_cents=each,
        eligible=figures["eligible"],
        undetermined=figures["undetermined"],
        unknown=figures["unknown"],
        aggregate_cents=figures["aggregate_cents"],
        undetermined_cents=figures["undetermined_cents"],
        highest_cents=(figures["aggregate_cents"] + figures["undetermined_cents"]).cast(EXACT),
    )


def _count(rows: ir.Table, which: ir.BooleanValue) -> ir.IntegerScalar:
    # Spark counts some of no rows as a sum, which is NULL.
    return rows.count(where=which).fill_null(0)


def _cents_literal(amount: int) -> ir.IntegerScalar:
    return ibis.literal(int(amount), "int64")


def _total(column: ir.IntegerColumn) -> ir.DecimalScalar:
    # Cast before the sum: Ibis sums BIGINT into BIGINT, which fails above 2^63 cents.
    return column.cast(EXACT).sum().cast(EXACT).fill_null(ibis.literal(0).cast(EXACT))
