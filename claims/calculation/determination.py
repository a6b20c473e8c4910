"""One row a claim: what it is, what the records say of it, and what it is owed."""

import ibis
import ibis.expr.types as ir

from claims.calculation.standing import PAYABLE, with_standing
from claims.damages import awards, owed_if_eligible
from claims.eligibility import (
    ELIGIBLE,
    UNDETERMINED,
    completeness,
    criteria_results,
)
from claims.eligibility import verdict as verdict_of_criteria
from claims.facts import RecordTables, draw_facts, fact_columns
from claims.plans import Plan

CLAIMS = ibis.schema(
    {
        "claim_id": "int64",
        "sort_ref": "string",
        "filed_at": "timestamp(6)",
        "medium": "string",
        "postmarked_on": "date",
        "signed": "boolean",
        "late_accepted": "boolean",
        "opted_out": "boolean",
        "withdrawn": "boolean",
        "account_id": "string",
        "given_name": "string",
        "family_name": "string",
        "decision": "string",
        "competing_resolved": "boolean",
    }
)
"""The columns of the claims that `determine` is given, one row a claim."""


def determine(claims: ir.Table, records: RecordTables, plan: Plan) -> ir.Table:
    """Determine every claim: the same expressions for one claim as for millions, on any engine.

    `computed_verdict` is what the criteria say. `verdict` is what counts: a person's decision where
    there is one; else undetermined while the claim is competing; else the computed one.
    `potential_<theory>` is what the claim would be owed if it were payable and eligible,
    `award_<theory>` what it is owed: zero for every claim that is not both.
    """
    table = with_standing(claims.mutate(**completeness(claims, plan.window)))
    table = _with_facts(table, records, plan)
    table = table.mutate(**criteria_results(table, plan), **owed_if_eligible(table, plan))
    table = table.mutate(computed_verdict=verdict_of_criteria(table, plan))
    undecided = ibis.ifelse(table["competing"], UNDETERMINED, table["computed_verdict"])
    table = table.mutate(verdict=ibis.coalesce(table["decision"], undecided))
    owed = (table["outcome"] == PAYABLE) & (table["verdict"] == ELIGIBLE)
    return table.mutate(**awards(table, plan, owed)).select(*columns(plan))


def columns(plan: Plan) -> list[str]:
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
        *fact_columns(plan),
        *(f"potential_{theory.key}" for theory in plan.damages),
        *(f"award_{theory.key}" for theory in plan.damages),
        "state",
    ]


def _with_facts(claims: ir.Table, records: RecordTables, plan: Plan) -> ir.Table:
    """Every claim with the facts of its account; facts are NULL where there is no account."""
    named = claims.filter(claims["account_id"].notnull()).select("account_id").distinct()
    facts = draw_facts(named, records, plan)
    return claims.left_join(facts, "account_id").drop("account_id_right")
