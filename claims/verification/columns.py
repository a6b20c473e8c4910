"""Which columns the tables of a bundle have under a plan, in order, and what each may hold."""

from claims.plans import Plan
from claims.plans.facts import drawn_from_rows
from claims.verification.lines import Column, Reader, day, moment, one_of, text, whole, yes_or_no

_OF_TYPES: dict[str, Reader] = {
    "count": whole,
    "amount": whole,
    "text": text,
    "day": day,
    "yes_or_no": yes_or_no,
}


PUT_ASIDE = "put_aside"
"""The column of facts.csv that is there only where a claim is put aside."""


def columns_of_claims(plan: Plan, *, has_aside: bool = False) -> list[Column]:
    """The first columns of facts.csv: the claim, its standing among others, what people decided."""
    columns = [
        Column("claim", whole, is_never_blank=True),
        Column("filed_at", moment, is_never_blank=True),
        Column("medium", text),
        Column("postmarked_on", day),
        *(
            Column(name, yes_or_no)
            for name in ("signed", "late_accepted", "opted_out", "withdrawn")
        ),
        *(Column(name, whole) for name in ("account", "given_name_class", "family_name_class")),
        Column("decision", one_of("eligible", "ineligible", "undetermined")),
        Column("competing_resolved", yes_or_no),
    ]
    if has_aside:
        columns.append(Column(PUT_ASIDE, yes_or_no))
    if plan.fund is not None:
        columns.append(Column("standing", one_of("approved", "pending", "appealed")))
    return columns


def columns_of_facts(plan: Plan) -> list[Column]:
    """The other columns of facts.csv."""
    columns = []
    for key, fact in plan.facts.items():
        columns.append(Column(f"fact_{key}", _OF_TYPES[fact.type]))
        if drawn_from_rows(fact):
            columns.append(Column(f"fact_{key}_refused", whole))
            columns.append(Column(f"fact_{key}_incomplete", yes_or_no))
    return columns


def columns_of_determinations(plan: Plan) -> list[str]:
    """The columns of determinations.csv."""
    columns = ["claim", "outcome", "payable_claim", "competing", "timely", "signed"]
    columns += ["not_excluded", "not_withdrawn", "complete", "verdict", "computed_verdict"]
    columns += [f"criterion_{criterion.key}" for criterion in plan.criteria]
    columns += [f"award_{head.key}" for head in plan.heads_of_award]
    if plan.fund is not None:
        for pool in plan.pools:
            columns += [f"share_{pool.key}", f"bound_{pool.key}"]
        columns += ["payment", "kept", "withheld"]
    return columns
