"""Which columns the tables of a bundle have under a plan, in order, and what each may hold."""

from claims.plans import Plan
from claims.plans.fact_kinds import is_from_rows
from claims.verification.bundle_rows import (
    BundleColumn,
    Reader,
    read_day,
    read_moment,
    read_text,
    read_whole,
    read_yes_or_no,
    reader_of,
)

_READERS: dict[str, Reader] = {
    "count": read_whole,
    "amount": read_whole,
    "text": read_text,
    "day": read_day,
    "yes_or_no": read_yes_or_no,
}


PUT_ASIDE = "put_aside"
"""The column of facts.csv that is there only where a claim is put aside."""


def claim_columns(plan: Plan, *, has_aside: bool = False) -> list[BundleColumn]:
    """The first columns of facts.csv: the claim, its standing among others, what people decided."""
    columns = [
        BundleColumn("claim", read_whole, is_never_blank=True),
        BundleColumn("filed_at", read_moment, is_never_blank=True),
        BundleColumn("medium", read_text),
        BundleColumn("postmarked_on", read_day),
        *(
            BundleColumn(name, read_yes_or_no)
            for name in ("signed", "late_accepted", "opted_out", "withdrawn")
        ),
        *(
            BundleColumn(name, read_whole)
            for name in ("account", "given_name_class", "family_name_class")
        ),
        BundleColumn("decision", reader_of("eligible", "ineligible", "undetermined")),
        BundleColumn("competing_resolved", read_yes_or_no),
    ]
    if has_aside:
        columns.append(BundleColumn(PUT_ASIDE, read_yes_or_no))
    if plan.fund is not None:
        columns.append(BundleColumn("standing", reader_of("approved", "pending", "appealed")))
    return columns


def fact_columns(plan: Plan) -> list[BundleColumn]:
    """The other columns of facts.csv."""
    columns = []
    for key, fact in plan.facts.items():
        columns.append(BundleColumn(f"fact_{key}", _READERS[fact.type]))
        if is_from_rows(fact):
            columns.append(BundleColumn(f"fact_{key}_refused", read_whole))
            columns.append(BundleColumn(f"fact_{key}_incomplete", read_yes_or_no))
    return columns


def determination_columns(plan: Plan) -> list[str]:
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
