"""How each candidate's weight came about: a bar for every comparison, from the prior to the sum.

A lay person reads the words and which way each bar goes; a statistician, the bits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Account, Claim
from claims.texts import one_line

WIDTH = 240
"""Of the drawing, in its own units."""
CANDIDATES_SHOWN = 3
"""Candidates drawn on a claim's page."""
LEAST_PROBABILITY_SHOWN = 0.001
"""The probability from which one after the first is."""

COMPARISON_LABELS: Mapping[str, Promise] = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "suffix": _("Jr. or Sr."),
    "address": _("Street and number"),
    "place": _("City and postal code"),
    "birth": _("Date of birth"),
    "phone": _("Telephone"),
}
LEVEL_LABELS: Mapping[tuple[str, str], Promise] = {
    ("given_name", "in_part"): _("The first agrees, a further one does not, or only initials"),
    ("given_name", "same"): _("The same"),
    ("given_name", "nickname"): _("Known short forms of one name"),
    ("given_name", "swapped"): _("The two names are the other way round"),
    ("given_name", "another"): _("One of several given names agrees"),
    ("given_name", "only_name"): _("The same, and the only name that either has"),
    ("given_name", "slip"): _("A slip of the pen in one of them, which is no name we know"),
    ("given_name", "near"): _("Nearly the same; one of them may be misspelt, or another name"),
    # What models before these comparisons say.
    ("given_name", "misspelt"): _("Nearly the same; one of them is misspelt"),
    ("given_name", "close"): _("Nearly the same, but both are names people bear"),
    ("given_name", "initial"): _("Only the initial is given, and it agrees"),
    ("given_name", "half_swapped"): _("It is the family name on the other side, and not otherwise"),
    ("given_name", "garbled"): _("Different; one of them is no name we know"),
    ("given_name", "different"): _("Different names"),
    ("family_name", "same"): _("The same"),
    ("family_name", "one_of"): _("One of several family names agrees"),
    ("family_name", "swapped"): _("Given as the given name on the other side"),
    ("family_name", "close"): _("Nearly the same"),
    ("family_name", "different"): _("Different"),
    ("suffix", "same"): _("The same"),
    ("suffix", "one_side"): _("Given on one side alone: father or son"),
    ("suffix", "different"): _("Different: father or son"),
    ("address", "same"): _("The same"),
    ("address", "close_street"): _("The same number; the street is nearly the same"),
    ("address", "close_number"): _("The same street; the number is nearly the same or missing"),
    ("address", "same_street"): _("The same street, another number"),
    ("address", "different"): _("Different"),
    ("place", "same"): _("Both the same"),
    ("place", "same_postal"): _("The same postal code"),
    ("place", "close_postal"): _("The same city; the postal code is nearly the same"),
    ("place", "same_city"): _("The same city"),
    ("place", "close"): _("Nearly the same"),
    ("place", "same_state"): _("Only the state is the same"),
    ("place", "different"): _("Different"),
    ("birth", "same"): _("The same"),
    ("birth", "one_digit"): _("The same but for one digit"),
    ("birth", "same_year"): _("The same year"),
    ("birth", "same_day"): _("The same day and month"),
    ("birth", "different"): _("Different"),
    ("phone", "same"): _("The same"),
    ("phone", "same_number"): _("The same number, but not the same extension"),
    ("phone", "different"): _("Different"),
}


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "given_name": ("first_name",),
    "family_name": ("last_name",),
    "suffix": ("first_name", "last_name"),
    "address": ("street",),
    "place": ("city", "state", "postal_code"),
    "birth": ("birth_date",),
    "phone": ("phone",),
}


class _WeightRow(NamedTuple):
    label: str
    claimed: str
    recorded: str
    words: str


@dataclass(frozen=True)
class WeightStep:
    """One bar, from where the steps before it ended to where it ends."""

    label: str
    claimed: str
    recorded: str
    words: str
    bits: float
    x: str
    width: str

    @property
    def is_in_favour(self) -> bool:
        """Whether it makes the match likelier."""
        return self.bits > 0


@dataclass(frozen=True)
class MatchWeights:
    """One candidate."""

    account_id: str
    probability: float
    is_household: bool
    bits: float
    steps: list[WeightStep]
    zero: str
    """Where even odds are drawn."""

    @property
    def probability_text(self) -> str:
        """The probability as people say it: "99.8", never a certainty."""
        if self.probability >= 0.9995:
            return "> 99.9"
        if self.probability < 0.0005:
            return "< 0.1"
        return f"{self.probability * 100:.1f}"


def match_weights(claim: Claim) -> list[MatchWeights]:
    """The candidates that linkage looked at for a claim, most probable first, to one scale."""
    evidence = claim.match_evidence
    looked_at = [
        candidate
        for place, candidate in enumerate(evidence.get("looked_at", []))
        if place == 0
        or candidate["household"]
        or candidate["probability"] >= LEAST_PROBABILITY_SHOWN
    ][:CANDIDATES_SHOWN]
    if not looked_at:
        return []
    named = [candidate["account_id"] for candidate in looked_at]
    accounts = {
        account.account_id: account
        for account in Account.objects.of(claim.matter).filter(account_id__in=named)
    }
    prior = float(evidence["prior"])
    sums = [end for candidate in looked_at for end in _running_sums(prior, candidate)]
    low, high = min(0.0, *sums), max(0.0, *sums)
    scale = WIDTH / max(high - low, 1.0)
    return [
        _candidate_weights(
            candidate, claim, accounts.get(candidate["account_id"]), prior, low, scale
        )
        for candidate in looked_at
    ]


def _running_sums(prior: float, candidate: Mapping[str, Any]) -> list[float]:
    ends = [prior]
    for compared in candidate["comparisons"]:
        ends.append(ends[-1] + compared["weight"])
    return ends


def _candidate_weights(
    candidate: Mapping[str, Any],
    claim: Claim,
    account: Account | None,
    prior: float,
    low: float,
    scale: float,
) -> MatchWeights:
    ends = _running_sums(prior, candidate)
    rows = [
        _WeightRow(
            str(_("Before anything is compared")),
            "",
            "",
            str(_("How rarely an account is this claimant’s")),
        ),
        *(_weight_row(compared, claim, account) for compared in candidate["comparisons"]),
    ]
    steps = [
        WeightStep(
            *row,
            bits=end - start,
            x=_units((min(start, end) - low) * scale),
            width=_units(max(abs(end - start) * scale, 0.5)),
        )
        for row, start, end in zip(rows, [0.0, *ends[:-1]], ends, strict=True)
    ]
    return MatchWeights(
        account_id=candidate["account_id"],
        probability=candidate["probability"],
        is_household=candidate["household"],
        bits=ends[-1],
        steps=steps,
        zero=_units(-low * scale),
    )


def _units(length: float) -> str:
    """A length of the drawing, with a point in every language."""
    return f"{length:.1f}"


def _weight_row(compared: Mapping[str, Any], claim: Claim, account: Account | None) -> _WeightRow:
    comparison, level = compared["comparison"], compared["level"]
    # A model of an older version may have compared what this one does not.
    label = str(COMPARISON_LABELS.get(comparison, comparison))
    words = str(LEVEL_LABELS.get((comparison, level), level))
    return _WeightRow(
        label, _compared_text(claim, comparison), _compared_text(account, comparison), words
    )


def _compared_text(side: Claim | Account | None, comparison: str) -> str:
    """What was compared, as it was written. What only the records' file holds is not shown."""
    columns = _COLUMNS.get(comparison, ())
    return " ".join(filter(None, (one_line(getattr(side, column, "")) for column in columns)))
