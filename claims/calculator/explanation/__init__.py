"""One claim's calculation told step by step: facts, criteria, heads, share, payment."""

from fractions import Fraction
from typing import Any, TypeAlias

import ibis.expr.types as ir

from claims.calculator.allocation import FIRST_ROUND
from claims.calculator.allocation.engine_tables import rows_of
from claims.calculator.explanation.explainer import Explainer, PartPath
from claims.calculator.explanation.head_items import amounts_of_head, conditions_of_head
from claims.calculator.explanation.merits_sections import (
    criteria_section,
    facts_section,
    owed_section,
)
from claims.calculator.explanation.payment_sections import paid_section, share_section
from claims.calculator.facts import FactsTable, scaled_amount
from claims.calculator.payments import Calculation
from claims.plans import Plan
from claims.plans.amounts import denominator
from claims.plans.prose import Document
from claims.plans.prose.language import Language
from claims.plans.prose.sentence_builder import SentenceBuilder

__all__ = ["UnknownClaim", "explain"]


class UnknownClaim(LookupError):
    """The calculation has no claim of that reference."""


def explain(
    calculated: Calculation,
    plan: Plan,
    claim: str,
    language: str = "en",
    round_number: int = FIRST_ROUND,
) -> Document:
    """Every step from what is known of the claim to what it is paid, with sources.

    The figures are those of the calculation itself; what an amount's parts come to is computed by
    the same expressions on this one row. Raises UnknownClaim.
    """
    one = calculated.table.filter(calculated.table["claim"] == claim)
    found = _claim_values(one, plan)
    if found is None:
        raise UnknownClaim(f"There is no claim {claim[:80]!r}. Give a reference as it was stated.")
    teller = Explainer(SentenceBuilder(plan, Language(language)), *found)
    sections = [facts_section(teller), criteria_section(teller), owed_section(teller)]
    if calculated.division is not None:
        sections.append(share_section(teller, calculated.division, round_number))
    sections.append(paid_section(teller, calculated.division))
    scribe = teller.scribe
    return Document(
        language=language,
        title=teller.say("title", claim=claim),
        source_label=scribe.say("source"),
        sections=tuple(sections),
    )


_ClaimValues: TypeAlias = tuple[
    dict[str, Any], dict[PartPath, Fraction | None], dict[PartPath, bool | None]
]


def _claim_values(one: ir.Table, plan: Plan) -> _ClaimValues | None:
    """The claim's row, and of every head the exact amounts and whether conditions hold."""
    facts = FactsTable(one, plan.facts, plan.conditions_by_subclass)
    amounts = [found for head in plan.damages for found in amounts_of_head(head)]
    conditions = [found for head in plan.damages for found in conditions_of_head(head)]
    columns: dict[str, ir.Value] = {
        f"exact_{place}": scaled_amount(amount, facts) for place, (_, amount) in enumerate(amounts)
    }
    columns |= {
        f"holds_{place}": facts.holds(condition) for place, (_, condition) in enumerate(conditions)
    }
    rows = rows_of(one.mutate(**columns))
    if not rows:
        return None
    row = rows[0]
    exact: dict[PartPath, Fraction | None] = {}
    for place, (way, amount) in enumerate(amounts):
        value = row[f"exact_{place}"]
        exact[way] = None if value is None else Fraction(int(value), denominator(amount))
    held = {way: row[f"holds_{place}"] for place, (way, _) in enumerate(conditions)}
    return row, exact, held
