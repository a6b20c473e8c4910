"""From the accounts that each key of a claim names to one account, several or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

EXACT_KEYS = "exact keys"
LINKAGE = "linkage model"
"""Followed by the number of the model."""
OTHER_NAMES_FIELD = "other_names"
"""In the evidence: the account whose names contradict the claim's, though a key names it."""
TODAY_FIELD = "today"
"""In the evidence of a match made by earlier rules: what today's say, where it is another thing."""


class MatchResult(StrEnum):
    """How many accounts the keys of a claim name between them."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True)
class KeyAccounts:
    """A key that a claim gives, such as "email", and the accounts that hold it."""

    key: str
    account_ids: frozenset[str]


@dataclass(frozen=True)
class MatchDecision:
    """The outcome, the account if there is one, every candidate, and which key named which."""

    outcome: MatchResult
    account_id: str | None
    candidates: tuple[str, ...]
    evidence: tuple[KeyAccounts, ...]
    by: str = EXACT_KEYS
    linkage: Mapping[str, Any] = field(default_factory=dict)
    """What linkage says, where no key names an account (linkage.deciding); else empty."""
    other_names: str = ""
    """The account that the keys name, where both its names contradict the claim's; else blank."""

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON values, in a fixed order."""
        return {
            "outcome": self.outcome.value,
            "account_id": self.account_id,
            "candidates": list(self.candidates),
            "evidence": {named.key: sorted(named.account_ids) for named in self.evidence},
            **({OTHER_NAMES_FIELD: self.other_names} if self.other_names else {}),
            **self.linkage,
        }

    @property
    def is_for_linkage(self) -> bool:
        """Is the claim to be compared with the whole class list? No key names an account, or one
        whose names are another person's."""
        return self.outcome is MatchResult.NONE or bool(self.other_names)

    def with_other_names(self) -> Self:
        """The same for a person to decide: the one account named is somebody's of another name."""
        return replace(
            self,
            outcome=MatchResult.SEVERAL,
            account_id=None,
            other_names=self.account_id or "",
        )


def is_by_machine(matched_by: str) -> bool:
    """Whether no person has said which account a claim is for; blank is nobody yet."""
    return matched_by in ("", EXACT_KEYS) or matched_by.startswith(f"{LINKAGE} ")


def decide_match(keys: Iterable[KeyAccounts]) -> MatchDecision:
    """The account that all keys which name any account agree on.

    A key that names no account says nothing: people change their e-mail address. As soon as two
    accounts are named, by two keys or by one that two accounts share, no rule chooses between them:
    a person does. No key outranks another. Raises ValueError if a key is given twice.
    """
    evidence = tuple(sorted(keys, key=lambda named: named.key))
    names = [named.key for named in evidence]
    if len(set(names)) != len(names):
        raise ValueError(f"A key is given twice among {', '.join(names)}. Join its accounts.")
    candidates = tuple(sorted(set[str]().union(*(named.account_ids for named in evidence))))
    if len(candidates) == 1:
        return MatchDecision(MatchResult.ONE, candidates[0], candidates, evidence)
    outcome = MatchResult.SEVERAL if candidates else MatchResult.NONE
    return MatchDecision(outcome, None, candidates, evidence)
