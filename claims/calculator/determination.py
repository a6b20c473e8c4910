"""One row a claim: what it is, what the records say of it, and what it is owed."""

import ibis
import ibis.expr.types as ir

from claims.calculator.allocation import shares_by_key, term_columns
from claims.calculator.damages import with_awards
from claims.calculator.eligibility import completeness
from claims.calculator.facts import (
    RecordTables,
    derive_known_facts,
    fact_columns,
    with_claim_facts,
)
from claims.calculator.merits import with_merits
from claims.calculator.payable_claim import with_outcomes
from claims.plans import MatterPlan, Plan
from claims.verdicts import ClaimOutcome, ClaimVerdict

PUT_ASIDE = "put_aside"
"""A column that a tally's claims have besides: their data made some work fail, so nothing is looked
up for them. Such a claim has the decision `undetermined`."""


def determine(
    claims: ir.Table, records: RecordTables, plan: MatterPlan, *, evidence: bool = True
) -> ir.Table:
    """Determine every claim: the same expressions for one claim as for millions, on any engine.

    `computed_verdict` is what the criteria say, and undetermined where they are met and what the
    claim would be owed is unknown (`amount_known` is false). `verdict` is what counts: a person's
    decision where there is one; else undetermined while the claim is competing; else the computed
    one. `potential_<head>` is what the claim would be owed if it were payable and eligible,
    `award_<head>` what it is owed: zero for every claim that is not both.

    Without `evidence` the columns that only a claim's page shows are left out (`draw_facts`).
    """
    facts = facts_of_accounts(claims, records, plan, evidence=evidence)
    return determine_from_facts(claims, facts, plan, evidence=evidence)


def determine_from_facts(
    claims: ir.Table, facts: ir.Table, plan: MatterPlan, *, evidence: bool = True
) -> ir.Table:
    """The same on facts that were drawn before (`facts_of_accounts`).

    For a tally, which keeps the accounts named and their facts as tables between its stages.
    """
    # Standing first: it asks for the claims alone, and so joins them to themselves while narrow.
    placed = with_outcomes(_with_completeness(claims, plan), plan.survivor)
    table = _with_verdict(_with_facts(placed, facts, plan), plan)
    return table.select(*result_columns(plan, evidence=evidence))


def facts_of_accounts(
    claims: ir.Table, records: RecordTables, plan: Plan, *, evidence: bool = True
) -> ir.Table:
    """One row for each account that the claims name and the production has (`draw_known_facts`)."""
    return derive_known_facts(named_accounts(claims), records, plan, evidence=evidence)


def named_accounts(claims: ir.Table) -> ir.Table:
    """The accounts that the claims name, each once; not those that only claims put aside name."""
    named = claims["account_id"].notnull()
    if PUT_ASIDE in claims.columns:
        named &= ~claims[PUT_ASIDE]
    return claims.filter(named).select("account_id").distinct()


def assess_claims(claims: ir.Table, facts: ir.Table, plan: MatterPlan) -> ir.Table:
    """Each claim by itself: complete or not, its facts, its criteria and what it would be owed.

    Facts are NULL where there is no account, and for a claim that is put aside. Columns of the
    claims stay.
    """
    return _with_facts(_with_completeness(claims, plan), facts, plan)


def conclude_claims(assessed: ir.Table, plan: Plan) -> ir.Table:
    """Assessed claims held against the others of their accounts: outcome, verdict, awards.

    All claims of an account must be in the table.
    """
    return _with_verdict(with_outcomes(assessed, plan.survivor), plan)


def _with_completeness(claims: ir.Table, plan: MatterPlan) -> ir.Table:
    return claims.mutate(**completeness(claims, plan.window))


def _with_facts(claims: ir.Table, facts: ir.Table, plan: MatterPlan) -> ir.Table:
    if PUT_ASIDE not in claims.columns:
        table = claims.left_join(facts, "account_id").drop("account_id_right")
    else:
        # Joined by an account that a claim put aside does not have.
        looked_up = ibis.ifelse(claims[PUT_ASIDE], ibis.null("string"), claims["account_id"])
        claims = claims.mutate(looked_up=looked_up)
        table = claims.left_join(facts, claims["looked_up"] == facts["account_id"])
        table = table.drop("looked_up", "account_id_right")
    return with_merits(with_claim_facts(table, plan), plan)


def _with_verdict(table: ir.Table, plan: Plan) -> ir.Table:
    """Adds the verdict that counts and what is owed to claims with standing and merits."""
    undecided = ibis.ifelse(
        table["competing"], ClaimVerdict.UNDETERMINED, table["computed_verdict"]
    )
    table = table.mutate(verdict=ibis.coalesce(table["decision"], undecided))
    owed = (table["outcome"] == ClaimOutcome.PAYABLE) & (table["verdict"] == ClaimVerdict.ELIGIBLE)
    return with_awards(table, plan, owed)


def result_columns(plan: Plan, *, evidence: bool = True) -> list[str]:
    """The columns of `determine`'s result under this plan, in order."""
    return [
        "claim_id",
        "account_id",
        "outcome",
        "payable_claim_id",
        "competing",
        "timely",
        "signed",
        "not_excluded",
        "not_withdrawn",
        "complete",
        "verdict",
        "computed_verdict",
        *(f"criterion_{criterion.key}" for criterion in plan.criteria),
        "amount_known",
        *fact_columns(plan, evidence=evidence),
        *(f"potential_{head.key}" for head in plan.damages),
        *(f"award_{head.key}" for head in plan.heads_of_award),
        "potential",
        "award",
        *term_columns(shares_by_key(plan)),
        "state",
    ]
