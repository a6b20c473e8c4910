"""From a plan's text to a Plan, or to one line that says what to correct."""

from pathlib import Path

from pydantic import ValidationError

from claims.plans.schema import Plan
from claims.statutes import NotInForce, StatuteError, load_regime, strict_yaml
from claims.statutes.advice import problem_of

_LIBRARY = Path(__file__).parent / "library"


class PlanError(ValueError):
    """A plan cannot be used: one line with file, line where possible, key and what to write."""


def parse(text: str, name: str) -> Plan:
    """The plan that the text describes; `name` is what errors call the file.

    Raises PlanError for anything that is not a complete plan in force.
    """
    try:
        document = strict_yaml.read(text)
    except strict_yaml.Unreadable as error:
        raise PlanError(error.problem.sentence(name)) from error
    try:
        plan = Plan.model_validate(document.values)
    except ValidationError as error:
        raise PlanError(problem_of(error, document).sentence(name)) from error
    _check_amounts(plan, document, name)
    return plan


def load(path: Path) -> Plan:
    """The plan in a file; raises PlanError if it cannot be read or used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise PlanError(f"{path}: there is no such file. Give the path of a plan.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: the file cannot be read as UTF-8 text. Save it so.") from error
    return parse(text, path.name)


def library_path(slug: str) -> Path:
    """Where the library keeps the plan of this slug; raises PlanError if it has none."""
    slugs = library_slugs()
    if slug not in slugs:
        raise PlanError(f"The library has no plan {slug!r}. It has: {', '.join(slugs)}.")
    return _LIBRARY / f"{slug}.yaml"


def library_slugs() -> tuple[str, ...]:
    """The slugs of all plans in the library, sorted."""
    return tuple(sorted(path.stem for path in _LIBRARY.glob("*.yaml")))


def _check_amounts(plan: Plan, document: strict_yaml.Document, name: str) -> None:
    """Raise PlanError unless every theory's amount is the one its regime gives on its day."""
    for position, theory in enumerate(plan.damages):
        here = ("damages", position)
        try:
            expected = load_regime(theory.regime).amount_on(theory.in_force_on)
        except StatuteError as error:
            raise _at(document, (*here, "regime"), str(error), name) from error
        except NotInForce as error:
            raise _at(document, (*here, "in_force_on"), str(error), name) from error
        if theory.amount_cents != expected:
            advice = (
                f"{theory.amount} is not what {theory.regime} gives on {theory.in_force_on}. "
                f'Write "{expected // 100}.{expected % 100:02d}".'
            )
            raise _at(document, (*here, "amount"), advice, name)


def _at(
    document: strict_yaml.Document, path: strict_yaml.Path, advice: str, name: str
) -> PlanError:
    problem = strict_yaml.Problem(document.line_of(path), strict_yaml.dotted(path), advice)
    return PlanError(problem.sentence(name))
