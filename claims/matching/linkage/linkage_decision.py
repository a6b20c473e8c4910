"""From scored pairs to an outcome: matched, for a person to judge, or none; with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from claims.matching.linkage.comparisons import COMPARISON_BY_KEY, COMPARISONS, Indication
from claims.matching.linkage.linkage_model import LinkageModel
from claims.matching.match_decision import MatchResult

MAX_EVIDENCE_CANDIDATES = 5
"""Candidates kept as evidence."""

_PERSONAL_INDICATIONS = frozenset({Indication.IDENTITY, Indication.PERSONAL, Indication.LIKELY})


class ComparedDetail(NamedTuple):
    """One comparison of a pair: the level that holds, and what it weighs in bits."""

    comparison: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class AccountCandidate:
    """An account that may be the claimant's."""

    account_id: str
    weight: float
    """In bits, with the prior."""
    comparisons: tuple[ComparedDetail, ...]
    says: frozenset[Indication]
    is_supported: bool = True
    """Does anything agree beside the name: a place, a date of birth, a telephone?"""
    probability: float = 0.0
    """That it is this one, against each other candidate and against none."""

    @property
    def is_household(self) -> bool:
        """Somebody else of the same name or address: something personal differs, nothing agrees."""
        return Indication.AGAINST in self.says and not self.says & _PERSONAL_INDICATIONS

    @property
    def may_match_alone(self) -> bool:
        """Whether no person has to look, if it is probable enough."""
        if Indication.IDENTITY in self.says:
            return True
        return (
            self.is_supported
            and Indication.PERSONAL in self.says
            and Indication.AGAINST not in self.says
        )

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "account_id": self.account_id,
            "weight": round(self.weight, 2),
            "probability": round(self.probability, 6),
            "household": self.is_household,
            "comparisons": [compared._asdict() for compared in self.comparisons],
        }


@dataclass(frozen=True, slots=True)
class LinkageDecision:
    """What linkage says of one claim. NONE is never a denial."""

    outcome: MatchResult
    account_id: str | None
    candidates: tuple[str, ...]
    """The accounts that a person should be shown, most probable first."""
    prior: float
    """The weight, in bits, with which every candidate begins."""
    looked_at: tuple[AccountCandidate, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, in a fixed order."""
        return {
            "outcome": self.outcome.value,
            "account_id": self.account_id,
            "candidates": list(self.candidates),
            "prior": round(self.prior, 2),
            "looked_at": [candidate.as_json() for candidate in self.looked_at],
        }


def decide_linkage(
    rows: Sequence[Mapping[str, Any]], model: LinkageModel, accounts: int
) -> LinkageDecision:
    """The outcome for one claim from its rows of `scored_sql`, against so many accounts in all.

    One account is matched when its probability reaches the upper threshold and something personal
    agrees. Candidates that reach the lower one are for a person. The others are none.
    """
    prior = model.prior_weight(accounts)
    found = _with_probabilities([_candidate(row, prior) for row in rows])
    likely = [each for each in found if each.probability >= model.lower]
    outcome, account_id = MatchResult.NONE, None
    if likely:
        outcome = MatchResult.SEVERAL
        if likely[0].probability >= model.upper and likely[0].may_match_alone:
            outcome, account_id = MatchResult.ONE, likely[0].account_id
            likely = likely[:1]
    return LinkageDecision(
        outcome,
        account_id,
        tuple(each.account_id for each in likely),
        prior,
        tuple(found[:MAX_EVIDENCE_CANDIDATES]),
    )


def _with_probabilities(candidates: Sequence[AccountCandidate]) -> list[AccountCandidate]:
    """The candidates with their probabilities, most probable first, a household's last."""
    odds = {
        each.account_id: 0.0 if each.is_household else 2.0 ** min(each.weight, 500.0)
        for each in candidates
    }
    total = 1 + sum(odds.values())
    weighed = [
        AccountCandidate(
            each.account_id,
            each.weight,
            each.comparisons,
            each.says,
            each.is_supported,
            odds[each.account_id] / total,
        )
        for each in candidates
    ]
    return sorted(weighed, key=lambda each: (-each.probability, -each.weight, each.account_id))


_PHONE, _FAMILY = "phone", COMPARISON_BY_KEY["family_name"]
# (comparison, column of its level, column of its weight, its levels), as `scored_sql` names them.
_RESULT_COLUMNS = tuple(
    (each.key, f"level_{each.key}", f"weight_{each.key}", each.levels) for each in COMPARISONS
)


def _candidate(row: Mapping[str, Any], prior: float) -> AccountCandidate:
    compared, says, is_backed = [], set(), False
    for comparison, level_column, weight_column, levels in _RESULT_COLUMNS:
        place = row[level_column]
        if place is None:
            continue
        level = levels[place]
        compared.append(ComparedDetail(comparison, level.key, round(row[weight_column], 2)))
        if comparison == _PHONE and not _is_of_one_family(row):
            # A company's, or a room-mate's.
            continue
        says.add(level.says)
        is_backed |= level.backs
    weight = row["weight"] + prior
    return AccountCandidate(row["account_id"], weight, tuple(compared), frozenset(says), is_backed)


def _is_of_one_family(row: Mapping[str, Any]) -> bool:
    place = row[f"level_{_FAMILY.key}"]
    return place is not None and _FAMILY.levels[place].key != "different"
