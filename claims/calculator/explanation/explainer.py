"""What every part of an explanation asks for: one claim's row, the plan, and the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from claims.calculator.explanation.phrases import PHRASES
from claims.law.data_files.strict_yaml import KeyPath
from claims.plans import Plan
from claims.plans.evidence import Evidence
from claims.plans.fact_kinds import Fact, is_from_rows
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.verdicts import CriterionResult

_DECIMALS = 8
_RESULT_KEYS = {
    True: CriterionResult.MET,
    False: CriterionResult.UNMET,
    None: CriterionResult.UNKNOWN,
}

PartPath: TypeAlias = KeyPath
"""From a head to one of its amounts or conditions: head, role, then the keys of the plan."""


@dataclass(frozen=True)
class Explainer:
    """One claim under one plan, told in one language.

    `row` is the claim's row of the calculation. `exact` has the exact value, in cents, of every
    amount of every head, by head, role (amount, at_least, at_most) and way; None where unknown.
    `held` has whether each condition inside these amounts, or of a head, holds.
    """

    scribe: SentenceBuilder
    row: Mapping[str, Any]
    exact: Mapping[PartPath, Fraction | None]
    held: Mapping[PartPath, bool | None]

    @property
    def plan(self) -> Plan:
        return self.scribe.plan

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return PHRASES[self.scribe.language.code][key].format(**values)

    def words(self, words: Any) -> str:
        """The plan's own words."""
        return self.scribe.language.words(words)

    def money(self, cents: int | None) -> str:
        """Whole cents, or the word for unknown."""
        return self.say("unknown") if cents is None else self.scribe.language.money(int(cents))

    def exact_money(self, cents: Fraction | None) -> str:
        """Cents with all their decimals, as far as eight; what is cut off is shown by dots."""
        if cents is None:
            return self.say("unknown")
        scaled = cents * 10**_DECIMALS
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        dollars, part = divmod(whole, 10 ** (_DECIMALS + 2))
        decimals = f"{part:0{_DECIMALS + 2}d}".rstrip("0").ljust(2, "0")
        return f"${dollars:,}.{decimals}{'…' if rest else ''}"

    def result(self, way: PartPath) -> str:
        """Whether a condition is met, unmet or unknown for this claim."""
        return self.say(_RESULT_KEYS[self.held[way]])

    def fact_value(self, key: str) -> str:
        """The value of a fact, or why it is unknown."""
        fact, value = self.plan.facts[key], self.row[Evidence(key).value]
        if value is None:
            return self.say("unknown_because", why=self.words(fact.unknown))
        text = self._value_text(fact, value)
        if self._rows_are_missing(key, fact):
            return self.say("at_least_so_much", value=text)
        return text

    def _value_text(self, fact: Fact, value: Any) -> str:
        language = self.scribe.language
        if fact.type == "yes_or_no":
            return language.say("yes" if value else "no")
        if fact.type == "amount":
            return language.money(int(value))
        if fact.type == "day":
            return language.day(value)
        if fact.type == "count":
            return f"{language.number(int(value))} {self.words(fact.unit)}"
        return language.quoted(str(value))

    def _rows_are_missing(self, key: str, fact: Fact) -> bool:
        if not is_from_rows(fact):
            return False
        return bool(self.row[Evidence(key).refused] or self.row[Evidence(key).incomplete])
