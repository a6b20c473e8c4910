"""The plan that the bench runs: that of the library, by itself or with a fund to divide."""

from pathlib import Path

from claims.plans import MatterPlan, as_matter_plan, library_path, parse

_FUND = Path(__file__).with_name("fund.yaml")
NAME = "linkedin-inmail"
POOL = "subscribers"


def bench_plan(*, with_fund: bool) -> MatterPlan:
    """The plan of the library; `with_fund` adds one of $63,750,000.00 net, a point for each day."""
    return as_matter_plan(parse(plan_text(with_fund=with_fund), NAME), NAME)


def plan_text(*, with_fund: bool) -> str:
    """The same as the text of a plan file."""
    text = library_path(NAME).read_text(encoding="utf-8")
    return text + _FUND.read_text(encoding="utf-8") if with_fund else text
