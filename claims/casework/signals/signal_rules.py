"""What each signal takes off a score, and from how much on: a table that a matter may change."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from claims.law.data_files import strict_yaml
from claims.models import SignalCode

Code = SignalCode
FULL_SCORE = 100


class RulesRefused(ValueError):
    """The rules cannot be used; the message says which and why."""


@dataclass(frozen=True)
class SignalRule:
    """One signal: `points` off the score where the number it counts is `at_least` so large.

    What is counted is other claims, but for SPEED (seconds, at most) and ADDRESS (family names).
    """

    points: int
    at_least: int = 1


@dataclass(frozen=True)
class WaveRule:
    """An hour is a wave when it has many more claims than the matter's hours usually have."""

    smallest: int = 30
    """Claims of an hour below which it is no wave."""
    deviations: int = 10
    """Median absolute deviations above the median hour."""
    alike_percent: int = 10
    """Of the hour's claims, so many must be alike in one thing."""


@dataclass(frozen=True)
class SignalRules:
    """All of it."""

    hold_below: int
    route_below: int
    wave: WaveRule
    signals: Mapping[Code, SignalRule]

    def as_json(self) -> dict[str, Any]:
        """What is kept, and hashed."""
        return {
            "hold_below": self.hold_below,
            "route_below": self.route_below,
            "wave": asdict(self.wave),
            "signals": {code.value: asdict(rule) for code, rule in self.signals.items()},
        }


DEFAULT_RULES = SignalRules(
    hold_below=40,
    route_below=70,
    wave=WaveRule(),
    signals={
        # A carrier puts thousands of people behind one address, a campus behind one /24.
        Code.NETWORK: SignalRule(10, 50),
        Code.NEIGHBOURHOOD: SignalRule(5, 300),
        Code.NETWORK_V6: SignalRule(10, 20),
        # A household, a library.
        Code.DEVICE: SignalRule(20, 10),
        Code.MAILBOX: SignalRule(30, 5),
        Code.PATTERN: SignalRule(25, 8),
        Code.DISPOSABLE: SignalRule(15),
        Code.PHONE: SignalRule(20, 5),
        Code.ADDRESS: SignalRule(20, 8),
        Code.PAYMENT: SignalRule(45, 5),
        Code.DOCUMENT: SignalRule(45, 2),
        Code.WAVE: SignalRule(25, 10),
        Code.SPEED: SignalRule(15, 20),
        # Some programs that fill in passwords fill in everything.
        Code.TRAP: SignalRule(30),
        Code.NOTICE: SignalRule(10),
        # People move.
        Code.COUNTRY: SignalRule(10),
        Code.TOO_NEW: SignalRule(10),
    },
)

AUTHOR_CODES = frozenset(
    {
        *(Code.DEVICE, Code.TRAP, Code.SPEED, Code.PATTERN, Code.DISPOSABLE),
        *(Code.PAYMENT, Code.DOCUMENT),
    }
)
"""How its author filed it, and where the money is to go. One of these has to speak before a claim
is held: an e-mail address, a telephone number or a street can be put on a hundred claims by
whoever wishes its owner ill."""
_NETWORK_CODES = (Code.NETWORK, Code.NEIGHBOURHOOD, Code.NETWORK_V6, Code.WAVE)
"""A wave may be alike in its network and in nothing else."""
_THRESHOLDS = ("hold_below", "route_below")


def score_of(deductions: Iterable[Mapping[str, Any]]) -> int:
    """What is left of the whole score: never below zero, so a threshold of zero is never met."""
    taken: int = sum(each["points"] for each in deductions)
    return max(0, FULL_SCORE - taken)


def parse_overrides(text: str, source: str) -> dict[str, Any]:
    """What a YAML file has otherwise than the table; nothing for a file without a setting.

    The file is read as strictly as plans and statutes are, so that no number is another than what
    stands there. Raises RulesRefused for what it cannot say.
    """
    if all(line.strip() == "" or line.lstrip().startswith("#") for line in text.splitlines()):
        return {}
    try:
        overrides = strict_yaml.read(text).values
    except strict_yaml.UnreadableYaml as error:
        raise RulesRefused(
            f"{error.problem.sentence(source)} A setting is a whole number: hold_below: 40."
        ) from None
    merged_rules(overrides)
    return overrides


def merged_rules(overrides: Mapping[str, Any]) -> SignalRules:
    """The table with a matter's own numbers in their places. Raises RulesRefused."""
    known = DEFAULT_RULES.as_json()
    _check_names(overrides, known, "")
    whole = known | {name: overrides[name] for name in _THRESHOLDS if name in overrides}
    whole["wave"] = _with_changes(known["wave"], overrides.get("wave", {}), "wave")
    signals = overrides.get("signals", {})
    _check_names(signals, known["signals"], "signals.")
    whole["signals"] = {
        code: _with_changes(rule, signals.get(code, {}), f"signals.{code}")
        for code, rule in known["signals"].items()
    }
    return _consistent_rules(rules_from_json(whole))


def rules_from_json(kept: Mapping[str, Any]) -> SignalRules:
    """Rules as they were kept."""
    return SignalRules(
        hold_below=_whole_number(kept["hold_below"], "hold_below", FULL_SCORE),
        route_below=_whole_number(kept["route_below"], "route_below", FULL_SCORE),
        wave=WaveRule(**kept["wave"]),
        signals={Code(code): SignalRule(**rule) for code, rule in kept["signals"].items()},
    )


def _with_changes(known: Mapping[str, int], changed: Any, name: str) -> dict[str, int]:
    _check_names(changed, known, f"{name}.")
    for key, value in changed.items():
        _whole_number(
            value, f"{name}.{key}", FULL_SCORE if key in ("points", "alike_percent") else None
        )
    return {**known, **changed}


def _check_names(given: Any, known: Mapping[str, Any], where: str) -> None:
    if not isinstance(given, Mapping):
        raise RulesRefused(f"{where.rstrip('.') or 'The file'} is no list of settings.")
    unknown = [str(name) for name in given if name not in known]
    if unknown:
        raise RulesRefused(
            f"There is no setting {where}{unknown[0]}. There are: {', '.join(known)}."
        )


def _whole_number(value: Any, name: str, most: int | None) -> int:
    if type(value) is not int or value < 0 or (most is not None and value > most):
        upto = f" from 0 to {most}" if most is not None else ""
        raise RulesRefused(f"{name} is {value!r}; it must be a whole number{upto}.")
    return value


def _consistent_rules(rules: SignalRules) -> SignalRules:
    if rules.hold_below > rules.route_below:
        raise RulesRefused(
            f"hold_below ({rules.hold_below}) is above route_below ({rules.route_below}): "
            "what is held is worse than what is looked at first."
        )
    of_network = sum(rules.signals[code].points for code in _NETWORK_CODES)
    if FULL_SCORE - of_network < rules.hold_below:
        raise RulesRefused(
            f"The signals of the network take {of_network} points together, which would hold a "
            "claim for nothing but where it came from. Give them fewer points."
        )
    return rules
