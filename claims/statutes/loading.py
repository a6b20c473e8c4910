"""Reading the regimes kept beside this module."""

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from claims.statutes import strict_yaml
from claims.statutes.advice import problem_of
from claims.statutes.schema import Regime

_FOLDER = Path(__file__).parent / "data"


class StatuteError(ValueError):
    """A regime's file cannot be used: one line with file, line, key and what to write."""


def parse_regime(text: str, name: str) -> Regime:
    """The regime that a file's text describes; raises StatuteError naming the file."""
    try:
        document = strict_yaml.read(text)
    except strict_yaml.Unreadable as error:
        raise StatuteError(error.problem.sentence(name)) from error
    try:
        return Regime.model_validate(document.values)
    except ValidationError as error:
        raise StatuteError(problem_of(error, document).sentence(name)) from error


@cache
def load_regime(key: str) -> Regime:
    """The regime of this key, such as "sca"; raises StatuteError if there is none."""
    if key not in regime_keys():
        known = ", ".join(regime_keys())
        raise StatuteError(f"There is no regime {key!r}. The ones on file: {known}.")
    path = _FOLDER / f"{key}.yaml"
    regime = parse_regime(path.read_text(encoding="utf-8"), path.name)
    if regime.key != key:
        raise StatuteError(f"{path.name}: key: write {key}, the name of the file.")
    return regime


@cache
def regime_keys() -> tuple[str, ...]:
    """The keys of all regimes on file, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
