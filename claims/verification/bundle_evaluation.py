"""What the facts of a claim say, worked out once for all claims with the same facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.plans import Plan
from claims.plans.fact_kinds import is_composite, needs_no_input
from claims.verification.bundle_columns import fact_columns
from claims.verification.bundle_rows import NotABundle, cell_in_message, cell_text, cells_of
from claims.verification.own_facts import with_claim_facts_from_json
from claims.verification.own_merits import (
    CannotRecalculate,
    Merits,
    Terms,
    merits_of,
    terms_of,
)

_MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class FactsResult:
    """One set of facts: its merits in brief, and as the cells that they come to.

    `criteria` are cells; `awards` the cells of a claim that is owed them, `cents` the same as
    numbers, `award` what is owed in all. `terms` are those of the fund's pools. `has_records`: a
    fact of an account is known. `misstated` is a fact that does not follow from the others.
    """

    verdict: str
    criteria: tuple[str, ...]
    awards: tuple[str, ...]
    cents: tuple[int, ...]
    award: int
    is_known: bool
    terms: Mapping[str, Terms]
    is_capped: bool
    has_records: bool
    misstated: str | None


class FactsEvaluator:
    """Judges the cells of facts under a plan."""

    def __init__(self, plan: Plan) -> None:
        self._stated = plan.as_json()
        self._columns = fact_columns(plan)
        self.heads = [head.key for head in plan.heads_of_award]
        self._derived = [key for key, fact in plan.facts.items() if is_composite(fact)]
        self._findings = [
            key
            for key, fact in plan.facts.items()
            if needs_no_input(fact) and not is_composite(fact)
        ]
        self._record_columns = [
            f"fact_{key}"
            for key, asked in self._stated["facts"].items()
            if asked["kind"] != "claim_value" and key not in self._derived
        ]
        self._pools = {pool["key"]: pool for pool in self._stated.get("pools", [])}
        self._judged: dict[str, FactsResult] = {}
        self._terms: dict[tuple[Any, ...], Terms] = {}

    def judge(self, claim: int, facts: str) -> FactsResult:
        """What these cells come to; raises NotABundle, naming the claim, if they are none."""
        judged = self._judged.get(facts)
        if judged is None:
            if len(self._judged) >= _MOST_REMEMBERED:
                self._judged.clear()
            judged = self._judged[facts] = self._judge(claim, facts)
        return judged

    def facts_of(self, claim: int, facts: str) -> dict[str, Any]:
        """The cells as values by their columns."""
        try:
            cells = cells_of(facts) if self._columns else []
        except ValueError as error:
            raise NotABundle(f"claim {claim}: a fact has a stray quotation mark.") from error
        if len(cells) != len(self._columns):
            raise NotABundle(
                f"claim {claim} has {len(cells)} cells of facts, not {len(self._columns)}."
            )
        values = {}
        for column, cell in zip(self._columns, cells, strict=True):
            try:
                values[column.name] = column[cell]
            except ValueError as error:
                raise NotABundle(
                    f"claim {claim}: {column.name} {cell_in_message(cell)} cannot be read."
                ) from error
        return values

    def _judge(self, claim: int, facts: str) -> FactsResult:
        row = self.facts_of(claim, facts)
        whole = with_claim_facts_from_json(row, self._stated)
        try:
            merits = merits_of(whole, self._stated)
        except CannotRecalculate as error:
            raise NotABundle(f"claim {claim}: {error}") from error
        cents = tuple(merits.potentials[key] or 0 for key in self.heads)
        cap = self._stated.get("tax_cap")
        return FactsResult(
            verdict=merits.verdict,
            criteria=tuple(merits.criteria.values()),
            awards=tuple(map(str, cents)),
            cents=cents,
            award=merits.potential or 0,
            is_known=merits.amount_known,
            terms={key: self._terms_of(pool, merits) for key, pool in self._pools.items()},
            is_capped=cap is not None and merits.known.holds(cap["unless"]) is not True,
            has_records=any(row[name] is not None for name in self._record_columns),
            misstated=self._misstatement(row, whole),
        )

    def _terms_of(self, pool: Mapping[str, Any], merits: Merits) -> Terms:
        """The terms, one object for all that are the same, since a bundle has millions."""
        terms = terms_of(pool, merits, self._stated)
        same = (terms.member, terms.weight, *terms.limits.values(), terms.is_known)
        return self._terms.setdefault(same, terms)

    def _misstatement(self, row: Mapping[str, Any], whole: Mapping[str, Any]) -> str | None:
        for key in self._derived:
            name = f"fact_{key}"
            if row[name] != whole[name]:
                return (
                    f"{name} is stated as {cell_in_message(cell_text(row[name]))}, "
                    f"recomputed as {cell_in_message(cell_text(whole[name]))}."
                )
        for key in self._findings:
            name, established = f"fact_{key}", self._stated["facts"][key]["established"]
            if row[name] not in (None, established):
                return f"{name} is stated as {cell_text(row[name])}, the plan says otherwise."
        return None
