"""Reading the regimes kept beside this module."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from claims.law.data_files import strict_yaml
from claims.law.data_files.advice import first_problem
from claims.law.data_files.file_fields import StrictModel
from claims.law.statutes.regimes import Regime
from claims.law.statutes.statute_errors import StatuteError

_FOLDER = Path(__file__).parent / "data"

S = TypeVar("S", bound=StrictModel)


def parse_regime(text: str, name: str) -> Regime:
    """The regime that a file's text describes; raises StatuteError naming the file."""
    return _parse(text, name, Regime)


def read_file(path: Path, kind: type[S]) -> S:
    """What the file describes; raises StatuteError naming the file."""
    return _parse(path.read_text(encoding="utf-8"), path.name, kind)


def _parse(text: str, name: str, kind: type[S]) -> S:
    try:
        document = strict_yaml.read(text)
    except strict_yaml.UnreadableYaml as error:
        raise StatuteError(error.problem.sentence(name)) from error
    try:
        return kind.model_validate(document.values)
    except ValidationError as error:
        raise StatuteError(first_problem(error, document).sentence(name)) from error


@cache
def load_regime(key: str) -> Regime:
    """The regime of this key, such as "sca"; raises StatuteError if there is none."""
    if key not in regime_keys():
        known = ", ".join(regime_keys())
        raise StatuteError(f"There is no regime {key!r}. The ones on file: {known}.")
    path = _FOLDER / f"{key}.yaml"
    regime = read_file(path, Regime)
    if regime.key != key:
        raise StatuteError(f"{path.name}: key: write {key}, the name of the file.")
    return regime


@cache
def regime_keys() -> tuple[str, ...]:
    """The keys of all regimes on file, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
