"""The two tables of a sealed bundle, in the columns that claims/verification/README.md defines.

They hold no name and no address: of names only whether two claims for one account have the same.
"""

import ibis
import ibis.expr.types as ir

from claims.plans import Plan
from claims.plans.facts import drawn_from_rows


def published_facts(claims: ir.Table, determinations: ir.Table, plan: Plan) -> ir.Table:
    """One row a claim: what `determine` was given, and the facts that it drew from the records."""
    facts = determinations.select("claim_id", *_deciding_columns(plan))
    table = claims.left_join(facts, "claim_id").drop("claim_id_right")
    return table.select(
        "claim_id",
        "sort_ref",
        _iso(table["filed_at"]).name("filed_at"),
        "medium",
        "postmarked_on",
        "signed",
        "late_accepted",
        "opted_out",
        "withdrawn",
        "account_id",
        _name_class(table, "given_name"),
        _name_class(table, "family_name"),
        "decision",
        "competing_resolved",
        *_deciding_columns(plan),
    ).order_by("claim_id")


def published_determinations(determinations: ir.Table, plan: Plan) -> ir.Table:
    """One row a claim: its outcome, verdict, criteria and awards."""
    return determinations.select(
        "claim_id",
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
        *(f"award_{theory.key}" for theory in plan.heads_of_award),
    ).order_by("claim_id")


def _deciding_columns(plan: Plan) -> list[str]:
    """The columns of facts that decide a criterion; evidence that only explains stays out."""
    names: list[str] = []
    for key, fact in plan.facts.items():
        names.append(f"fact_{key}")
        if drawn_from_rows(fact):
            names += [f"fact_{key}_refused", f"fact_{key}_incomplete"]
    return names


def _iso(moment: ir.TimestampValue) -> ir.StringValue:
    """As ISO 8601 writes it. In parts: Spark takes the T and the Z for letters of its pattern."""
    return moment.strftime("%Y-%m-%d") + "T" + moment.strftime("%H:%M:%S.%f") + "Z"


def _name_class(table: ir.Table, column: str) -> ir.IntegerColumn:
    """A number that two claims for one account share exactly if this name is the same."""
    rank = ibis.dense_rank().over(ibis.window(group_by="account_id", order_by=table[column]))
    named = table[column].nullif("").notnull() & table["account_id"].notnull()
    return ibis.ifelse(named, rank.cast("int64"), ibis.null("int64")).name(f"{column}_class")
