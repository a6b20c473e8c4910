"""From a plan's text to a Plan, or to one line that says what to correct."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from claims.law.data_files import strict_yaml
from claims.law.data_files.advice import first_problem
from claims.plans.matter_plan import MatterPlan
from claims.plans.schema import Plan

_LIBRARY = Path(__file__).parent / "library"
_MATTER_KEYS = MatterPlan.model_fields.keys() - Plan.model_fields.keys()


class PlanError(ValueError):
    """A plan cannot be used: one line with file, line where possible, key and what to write."""


def parse(text: str, name: str) -> Plan:
    """The plan that the text describes; `name` is what errors call the file.

    A MatterPlan if the text says when claims may be filed (or anything else that only an open
    matter needs). Raises PlanError for anything that is not a complete plan in force.
    """
    try:
        return _plan_of(text)
    except strict_yaml.UnreadableYaml as error:
        raise PlanError(error.problem.sentence(name)) from error


@lru_cache(maxsize=32)
def _plan_of(text: str) -> Plan:
    """The plan of a text. Reading the YAML takes longer than most of what the plan is read for.

    Raises Unreadable, also where the values are no plan.
    """
    document = strict_yaml.read(text)
    model = MatterPlan if _MATTER_KEYS & document.values.keys() else Plan
    try:
        return model.model_validate(document.values)
    except ValidationError as error:
        raise strict_yaml.UnreadableYaml(first_problem(error, document)) from error


def as_matter_plan(plan: Plan, name: str) -> MatterPlan:
    """The plan, if a matter can be opened with it; raises PlanError saying what is missing."""
    if isinstance(plan, MatterPlan):
        return plan
    raise PlanError(
        f"{name}: this plan computes, but a matter cannot be opened with it, because it does not "
        f"say when claims may be filed. Add {', '.join(sorted(_MATTER_KEYS))}."
    )


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
