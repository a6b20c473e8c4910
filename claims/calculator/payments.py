"""Facts to payments in one pass, without a database: verdicts, awards and a fund divided."""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.calculator.allocation import (
    FIRST_ROUND,
    MONEY_COLUMNS,
    Division,
    divide_fund,
    is_share_known,
    payability_of,
    shares_by_key,
    term_columns,
    with_terms,
)
from claims.calculator.allocation.engine_tables import store_table
from claims.calculator.calculation_totals import calculation_totals
from claims.calculator.damages import with_awards
from claims.calculator.facts import with_claim_facts
from claims.calculator.merits import with_merits
from claims.money import CannotCalculate
from claims.money.exact_arithmetic import install_arithmetic, refuse_overflow
from claims.plans import Plan
from claims.verdicts import ClaimOutcome, ClaimVerdict


@dataclass(frozen=True)
class Calculation:
    """Every claim with its verdict, award and payment, and what they add up to.

    `table` has one row a claim: claim, standing, verdict, amount_known, `criterion_<key>`, the
    facts, `potential_<head>` (NULL unknown), `potential`, `award_<head>`, `award`; with a fund, for
    each pool, its terms, `share_<pool>` and `bound_<pool>`; payment, kept, withheld (cents, zero
    without a fund). `totals` is ready for JSON. Without a fund `division` is None.
    """

    table: ir.Table
    totals: dict[str, Any]
    division: Division | None


def calculate(
    connection: BaseBackend, facts: ir.Table, plan: Plan, round_number: int = FIRST_ROUND
) -> Calculation:
    """What the plan gives each claim.

    `facts` has `claim` (unique text), perhaps `standing` (approved, pending, appealed; NULL or no
    column: approved), and a column (`Evidence(key).value`) for each fact of the plan that is drawn
    from records or stated by the claim, with `refused` and `incomplete` beside those drawn from
    rows; a column that is missing is unknown.
    The result's table lives as long as the connection.

    Raises CannotCalculate, with one sentence, where figures do not fit the fund or the engine.
    """
    if round_number != FIRST_ROUND and round_number - 1 not in range(1, len(plan.rounds) + 1):
        raise CannotCalculate(
            f"The plan {plan.slug} has no round {round_number}, only {len(plan.rounds) + 1} in all."
        )
    install_arithmetic(connection)
    with refuse_overflow(f"The amounts of {plan.slug}"):
        table = store_table(connection, with_payability(facts, plan, round_number))
        if plan.fund is None:
            zero = ibis.literal(0, "int64")
            table = table.mutate(payment=zero, kept=zero, withheld=zero)
            return Calculation(table, calculation_totals(table, plan, None, round_number), None)
        return _fund_calculation(connection, table, plan, round_number)


def tally_payments(connection: BaseBackend, concluded: ir.Table, plan: Plan) -> Calculation:
    """The plan's fund divided among the claims of a tally.

    `concluded` has the columns of `determine`, a unique `claim` and `standing`. Only the payable
    claim of an account takes part. Raises CannotCalculate as `calculate` does.
    """
    install_arithmetic(connection)
    payable = concluded.filter(concluded["outcome"] == ClaimOutcome.PAYABLE)
    paid = payability_of(payable["verdict"], payable["standing"], payable["amount_known"], plan)
    with refuse_overflow(f"The amounts of {plan.slug}"):
        table = store_table(connection, payable.mutate(treatment=paid))
        return _fund_calculation(connection, table, plan, FIRST_ROUND)


def _fund_calculation(
    connection: BaseBackend, table: ir.Table, plan: Plan, round_number: int
) -> Calculation:
    division = divide_fund(connection, table, plan, round_number)
    table = table.left_join(division.table, "claim").drop("claim_right")
    cents = [name for name in division.table.columns if name.startswith("share_")]
    table = table.mutate(**{name: table[name].fill_null(0) for name in (*cents, *MONEY_COLUMNS)})
    return Calculation(table, calculation_totals(table, plan, division, round_number), division)


def with_payability(facts: ir.Table, plan: Plan, round_number: int) -> ir.Table:
    """Each claim with what the facts say of it, and whether it is paid or its share kept.

    `facts` as `calculate` takes them, of any engine or none.
    """
    if "standing" not in facts.columns:
        facts = facts.mutate(standing=ibis.null("string"))
    table = with_merits(with_claim_facts(facts, plan), plan)
    table = table.mutate(verdict=table["computed_verdict"]).drop("computed_verdict")
    by_key = shares_by_key(plan, round_number)
    if round_number != FIRST_ROUND:
        table = with_terms(table.drop(*term_columns(shares_by_key(plan))), plan, by_key)
    table = with_awards(table, plan, table["verdict"] == ClaimVerdict.ELIGIBLE)
    known = table["amount_known"] & is_share_known(table, by_key)
    return table.mutate(treatment=payability_of(table["verdict"], table["standing"], known, plan))
