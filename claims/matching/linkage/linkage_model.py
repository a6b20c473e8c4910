"""A trained model: how much each level weighs, how likely a match is beforehand, and thresholds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from math import log2
from typing import Any, Self

from claims.matching.linkage.comparisons import COMPARISONS

UPPER_THRESHOLD = 0.99
"""A match that is at least so probable is made without a person."""
LOWER_THRESHOLD = 0.05
"""A candidate that is at least so probable is shown to a person."""


class InvalidModel(ValueError):
    """The parameters do not fit the comparisons that this version of the software makes."""


@dataclass(frozen=True, slots=True)
class LevelProbabilities:
    """How often a level holds between one person's details (`m`) and two strangers' (`u`)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """In bits: each doubles the odds that claim and account are one person's."""
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class LinkageModel:
    """What scoring needs, as plain numbers; the same numbers give the same scores."""

    chances: Mapping[str, tuple[LevelProbabilities, ...]]
    """By comparison, in the order of its levels."""
    share: float
    """Of the claims that no exact key matches, how many have an account, beforehand."""
    upper: float = UPPER_THRESHOLD
    lower: float = LOWER_THRESHOLD
    trained_on: Mapping[str, Any] = field(default_factory=dict)
    """What it was counted from, for people; scoring does not read it."""

    def __post_init__(self) -> None:
        expected = {comparison.key: len(comparison.levels) for comparison in COMPARISONS}
        given = {key: len(chances) for key, chances in self.chances.items()}
        if given != expected:
            raise InvalidModel(
                "This linkage model was trained for other comparisons. Train it again: "
                "manage.py train_linkage MATTER."
            )
        if not 0 < self.lower <= self.upper < 1:
            raise InvalidModel(
                f"The thresholds {self.lower} and {self.upper} are not in order. Give two shares "
                "between 0 and 1, the lower first."
            )

    def prior_weight(self, accounts: int) -> float:
        """The odds, in bits, that one account of so many is the claimant's, against none being."""
        return log2(self.share / (1 - self.share) / max(accounts, 1))

    def with_thresholds(self, lower: float, upper: float) -> Self:
        """The same with other thresholds. Raises NotAModel when they are not in order."""
        return replace(self, lower=lower, upper=upper)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "chances": {
                comparison.key: [
                    {"level": level.key, **asdict(chances)}
                    for level, chances in zip(
                        comparison.levels, self.chances[comparison.key], strict=True
                    )
                ]
                for comparison in COMPARISONS
            },
            "share": self.share,
            "upper": self.upper,
            "lower": self.lower,
            "trained_on": dict(self.trained_on),
        }

    @classmethod
    def from_json(cls, parameters: Mapping[str, Any]) -> Self:
        """The model that `as_json` wrote. Raises NotAModel when it is of another version."""
        levels = {
            comparison.key: [level.key for level in comparison.levels] for comparison in COMPARISONS
        }
        written = {
            key: [each["level"] for each in chances]
            for key, chances in parameters["chances"].items()
        }
        return cls(
            chances={
                key: tuple(LevelProbabilities(each["m"], each["u"]) for each in chances)
                for key, chances in parameters["chances"].items()
            }
            if written == levels
            else {},
            share=parameters["share"],
            upper=parameters["upper"],
            lower=parameters["lower"],
            trained_on=parameters["trained_on"],
        )

    @property
    def sha256(self) -> str:
        """Of everything that decides a score."""
        decides = {key: value for key, value in self.as_json().items() if key != "trained_on"}
        # Not `claims.files.hashes`: models are kept under this hash, with its spaces.
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def untrained_model() -> LinkageModel:
    """What is believed before anything is counted."""
    return LinkageModel(
        {
            comparison.key: tuple(
                LevelProbabilities(level.m, level.u) for level in comparison.levels
            )
            for comparison in COMPARISONS
        },
        share=0.5,
    )
