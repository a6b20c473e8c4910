"""One claim's calculation told step by step: facts, criteria, heads, share, payment."""

from fractions import Fraction
from typing import Any, TypeAlias

import ibis.expr.types as ir

from claims.calculator.allocation import FIRST_ROUND
from claims.calculator.allocation.tables import rows_of
from claims.calculator.explaining.explainer import Explainer, Way
from claims.calculator.explaining.heads import amounts_of, conditions_in
from claims.calculator.explaining.merits import criteria_section, facts_section, owed_section
from claims.calculator.explaining.money import paid_section, share_section
from claims.calculator.facts import FactsTable, scaled
from claims.calculator.payments import Calculated
from claims.plans import Plan
from claims.plans.amounts import denominator
from claims.plans.words import Document
from claims.plans.words.language import Language
from claims.plans.words.scribe import Scribe

__all__ = ["UnknownClaim", "explain"]


class UnknownClaim(LookupError):
    """The calculation has no claim of that reference."""


def explain(
    calculated: Calculated,
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
    found = _read(one, plan)
    if found is None:
        raise UnknownClaim(f"There is no claim {claim[:80]!r}. Give a reference as it was stated.")
    teller = Explainer(Scribe(plan, Language(language)), *found)
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


_Found: TypeAlias = tuple[dict[str, Any], dict[Way, Fraction | None], dict[Way, bool | None]]


def _read(one: ir.Table, plan: Plan) -> _Found | None:
    """The claim's row, and of every head the exact amounts and whether conditions hold."""
    facts = FactsTable(one, plan.facts, plan.conditions_by_subclass)
    amounts = [found for head in plan.damages for found in amounts_of(head)]
    conditions = [found for head in plan.damages for found in conditions_in(head)]
    columns: dict[str, ir.Value] = {
        f"exact_{place}": scaled(amount, facts) for place, (_, amount) in enumerate(amounts)
    }
    columns |= {
        f"holds_{place}": facts.holds(condition) for place, (_, condition) in enumerate(conditions)
    }
    rows = rows_of(one.mutate(**columns))
    if not rows:
        return None
    row = rows[0]
    exact: dict[Way, Fraction | None] = {}
    for place, (way, amount) in enumerate(amounts):
        value = row[f"exact_{place}"]
        exact[way] = None if value is None else Fraction(int(value), denominator(amount))
    held = {way: row[f"holds_{place}"] for place, (way, _) in enumerate(conditions)}
    return row, exact, held
