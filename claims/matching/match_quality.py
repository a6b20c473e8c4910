"""How good a matching is, against accounts that are known: shares with their intervals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from claims.matching.match_decision import MatchResult

_Z_95 = 1.959964
"""Of a 95% interval."""
COMMON_FAMILY_NAMES = 20
"""The most frequent family names of the claims, which make a group of their own."""


@dataclass(frozen=True, slots=True)
class MeasuredClaim:
    """One claim: what is known of it and what matching decided."""

    external_ref: str
    true_account: str | None
    """None where the claimant has no account in the class list."""
    outcome: MatchResult
    account: str | None
    candidates: Sequence[str]
    state: str
    family_name: str
    by_machine: bool = True


@dataclass(frozen=True, slots=True)
class MeasuredShare:
    """`count` of `of`, with Wilson's 95% interval; no value where `of` is 0."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The shares, lowest and highest, that a count like this one is no surprise under."""
        if not self.of:
            return None
        n, p = self.of, self.count / self.of
        middle = p + _Z_95**2 / (2 * n)
        reach = _Z_95 * sqrt(p * (1 - p) / n + _Z_95**2 / (4 * n**2))
        scale = 1 + _Z_95**2 / n
        # The ends are exact where nothing, or everything, was counted.
        low = 0.0 if self.count == 0 else (middle - reach) / scale
        high = 1.0 if self.count == n else (middle + reach) / scale
        return low, high

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values: the share, its interval, and the counts behind it."""
        low, high = self.interval or (None, None)
        return {"value": self.value, "low": low, "high": high, "count": self.count, "of": self.of}


@dataclass(frozen=True, slots=True)
class MatchQuality:
    """What is said of a set of claims."""

    claims: int
    precision: MeasuredShare
    """Of the accounts that the machine gave, those that are right."""
    recall: MeasuredShare
    """Of the claims that have an account, those to which the machine gave it."""
    found: MeasuredShare
    """The same, and those whose account is among the candidates that a person is shown."""
    automatic: MeasuredShare
    """Of all claims, those to which the machine gave an account."""
    referred: MeasuredShare
    """Of all claims, those that a person is shown."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        shares = ("precision", "recall", "found", "automatic", "referred")
        return {"claims": self.claims} | {name: getattr(self, name).as_json() for name in shares}


def quality_of(claims: Iterable[MeasuredClaim]) -> MatchQuality:
    """The shares over some claims."""
    claims = list(claims)
    matched = [one for one in claims if _is_automatic(one)]
    with_account = [one for one in claims if one.true_account is not None]
    right = sum(one.account == one.true_account for one in matched)
    found = sum(
        one.true_account in ((one.account,) if _is_automatic(one) else one.candidates)
        for one in with_account
    )
    referred = sum(one.outcome is MatchResult.SEVERAL or not one.by_machine for one in claims)
    return MatchQuality(
        claims=len(claims),
        precision=MeasuredShare(right, len(matched)),
        recall=MeasuredShare(right, len(with_account)),
        found=MeasuredShare(found, len(with_account)),
        automatic=MeasuredShare(len(matched), len(claims)),
        referred=MeasuredShare(referred, len(claims)),
    )


def quality_by_state(claims: Sequence[MeasuredClaim]) -> dict[str, MatchQuality]:
    """The same by the state that the claim gives; blank for none."""
    return _quality_by_group(claims, lambda one: one.state.strip().upper())


def quality_by_name_group(claims: Sequence[MeasuredClaim]) -> dict[str, MatchQuality]:
    """The same by what kind of family name the claimant bears, as names are not treated alike by
    everything that compares them. Groups: `other_letters` (beyond A to Z), `several_names`,
    `short` (three letters or fewer), `common` (the most frequent ones of these claims), `other`.
    """
    counts: dict[str, int] = {}
    for one in claims:
        name = _plain_name(one.family_name)
        counts[name] = counts.get(name, 0) + 1
    common = set(sorted(counts, key=lambda name: (-counts[name], name))[:COMMON_FAMILY_NAMES])
    return _quality_by_group(claims, lambda one: _name_group(_plain_name(one.family_name), common))


def match_errors(claims: Iterable[MeasuredClaim]) -> list[dict[str, Any]]:
    """Every claim that the machine gave a wrong account, and every one it gave none although there
    is one; wrong accounts first. Names and addresses are not told."""
    listed = []
    for one in claims:
        if _is_automatic(one) and one.account != one.true_account:
            kind = "wrong"
        elif one.true_account is not None and not _is_automatic(one):
            kind = "referred" if one.true_account in one.candidates else "missed"
        else:
            continue
        listed.append(
            {
                "error": kind,
                "external_ref": one.external_ref,
                "true_account": one.true_account,
                "account": one.account if _is_automatic(one) else None,
                "candidates": list(one.candidates),
            }
        )
    order = ("wrong", "missed", "referred")
    return sorted(listed, key=lambda row: (order.index(str(row["error"])), row["external_ref"]))


def _is_automatic(one: MeasuredClaim) -> bool:
    return one.by_machine and one.outcome is MatchResult.ONE


def _quality_by_group(
    claims: Sequence[MeasuredClaim], group_of: Callable[[MeasuredClaim], str]
) -> dict[str, MatchQuality]:
    groups: dict[str, list[MeasuredClaim]] = {}
    for one in claims:
        groups.setdefault(group_of(one), []).append(one)
    return {group: quality_of(groups[group]) for group in sorted(groups)}


def _plain_name(name: str) -> str:
    return " ".join(name.casefold().split())


def _name_group(name: str, common: set[str]) -> str:
    if any(not ("a" <= letter <= "z" or letter in " '’-.") for letter in name):
        return "other_letters"
    if " " in name or "-" in name:
        return "several_names"
    if len(name) <= len("lee"):
        return "short"
    return "common" if name in common else "other"


def quality_json(claims: Sequence[MeasuredClaim]) -> Mapping[str, Any]:
    """Everything that is measured, ready for JSON."""
    return {
        **quality_of(claims).as_json(),
        "by_state": {key: each.as_json() for key, each in quality_by_state(claims).items()},
        "by_name_group": {
            key: each.as_json() for key, each in quality_by_name_group(claims).items()
        },
        "errors": match_errors(claims),
    }
