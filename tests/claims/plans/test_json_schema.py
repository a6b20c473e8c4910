"""The JSON Schema of plan files agrees with loading, as far as a schema can."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from claims.law.data_files import strict_yaml
from claims.law.data_files.file_fields import AmountText
from claims.plans import MatterPlan, library_path, library_slugs
from claims.plans.json_schema import plan_schema
from claims.plans.matter_plan import WallClock
from claims.plans.ratios import PercentText, RateText, RatioText
from tests.claims.plans.words.every_form import WITH_FUND, every_plan

SCHEMA = plan_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
FIXTURES = sorted((Path(__file__).parents[2] / "worked_examples" / "plans").glob("*.yaml"))


def _values(path: Path) -> Any:
    """What an editor sees in the file: days are text to it."""
    read = strict_yaml.read(path.read_text(encoding="utf-8")).values
    return json.loads(json.dumps(read, default=str))


def test_it_is_a_schema_of_its_dialect():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize(
    "path", [*map(library_path, library_slugs()), *FIXTURES], ids=lambda path: path.stem
)
def test_a_plan_that_loads_is_valid(path):
    assert list(VALIDATOR.iter_errors(_values(path))) == []


@pytest.mark.parametrize("plan", every_plan(), ids=lambda plan: plan.sha256[:8])
def test_a_plan_with_every_form_is_valid(plan):
    assert list(VALIDATOR.iter_errors(plan.as_json())) == []


def _zoom(**changed: Any) -> Any:
    return {**_values(library_path("zoom")), **changed}


def _matter(**changed: Any) -> Any:
    return {**_values(library_path("linkedin-inmail")), **changed}


def _without(plan: Any, key: str) -> Any:
    return {name: value for name, value in plan.items() if name != key}


def _gross(amount: Any) -> Any:
    plan = _zoom()
    plan["fund"]["gross"] = amount
    return plan


def _head(**changed: Any) -> Any:
    plan = _zoom()
    plan["damages"][0].update(changed)
    return plan


def _deduction(**keys: Any) -> Any:
    plan = _zoom()
    rest = ("key", "purpose", "label", "citation")
    (deduction, *_) = plan["fund"]["deductions"]
    plan["fund"]["deductions"] = [{**{key: deduction[key] for key in rest}, **keys}]
    return plan


def _facts(**facts: Any) -> Any:
    return {**WITH_FUND, "facts": {**WITH_FUND["facts"], **facts}}


LABEL = {"en": "A fact", "es": "Un dato"}


@pytest.mark.parametrize(
    ("plan", "is_valid"),
    [
        pytest.param(_gross("85000000.00"), True, id="an amount in quotes"),
        pytest.param(_gross("$85,000,000"), True, id="an amount with its sign"),
        pytest.param(_gross(85000000), False, id="an amount as a number"),
        pytest.param(_gross("85000000.001"), False, id="finer than a cent"),
        pytest.param(_gross("-1.00"), False, id="negative"),
        pytest.param(_gross("much"), False, id="no amount"),
        pytest.param(_zoom(colour="red"), False, id="an unknown key"),
        pytest.param(_without(_zoom(), "currency"), False, id="a key is missing"),
        pytest.param(_without(_zoom(), "residual"), False, id="a fund without a residual"),
        pytest.param(_without(_zoom(), "fund"), False, id="a residual without a fund"),
        pytest.param(_zoom(currency="EUR"), False, id="another currency"),
        pytest.param(_head(amount="15.00"), True, id="bare text is a sum"),
        pytest.param(_head(amount=15), False, id="a bare number is none"),
        pytest.param(_head(amount={"fixed": "15.00"}), True, id="a form"),
        pytest.param(_head(amount={"fixed": "15.00", "head": "a"}), False, id="two forms in one"),
        pytest.param(_head(amount={"fixd": "15.00"}), False, id="a misspelt form"),
        pytest.param(_head(amount={"greatest_of": ["1.00"]}), False, id="the greatest of one"),
        pytest.param(_head(amount={"percent": "15", "of": "1.00"}), True, id="a percentage"),
        pytest.param(_head(amount={"percent": 15, "of": "1.00"}), False, id="percent as a number"),
        pytest.param(_head(condition={"fact": "paid", "is": True}), True, id="one comparison"),
        pytest.param(_head(condition={"fact": "paid"}), False, id="no comparison"),
        pytest.param(
            _head(condition={"fact": "paid", "is": True, "in": ["a"]}), False, id="two comparisons"
        ),
        pytest.param(_head(step="yes"), False, id="yes is text"),
        pytest.param(_deduction(amount="1.00"), True, id="a deduction of a sum"),
        pytest.param(_deduction(percent="10", of="gross"), True, id="a deduction of a percentage"),
        pytest.param(_deduction(percent="10"), False, id="a percentage of nothing"),
        pytest.param(_deduction(amount="1.00", of="gross"), False, id="a sum of the gross"),
        pytest.param(_deduction(lodestar="1.00", multiplier="2"), True, id="a lodestar"),
        pytest.param(_deduction(lodestar="1.00"), False, id="a lodestar without a multiplier"),
        pytest.param(_deduction(count=3, each="1.00"), True, id="so many of so much"),
        pytest.param(_deduction(count=3, each="1.00", amount="3.00"), False, id="two ways"),
        pytest.param(_facts(a={"kind": "last", "label": LABEL}), False, id="half a fact"),
        pytest.param(_facts(a={"kind": "lost", "label": LABEL}), False, id="no such kind"),
        pytest.param(
            _facts(a={"kind": "account_value", "label": LABEL, "column": "age"}),
            False,
            id="no such column",
        ),
        pytest.param(_facts(**{"Not a key": WITH_FUND["facts"]["spent"]}), False, id="a bad key"),
        pytest.param(_matter(), True, id="a matter"),
        pytest.param(_without(_matter(), "cure_days"), False, id="a matter without its clocks"),
        pytest.param(_without(_matter(), "class_period"), False, id="a matter without a period"),
        pytest.param(_matter(criteria=[]), False, id="a matter without criteria"),
        pytest.param(_zoom(cure_days=30), False, id="one key of a matter"),
    ],
)
def test_what_is_valid(plan, is_valid):
    assert VALIDATOR.is_valid(plan) == is_valid


def test_every_key_that_only_a_matter_needs_asks_for_the_others():
    for key in ("status", "disclaimer", "timezone", "filing_window", "appeal_days"):
        assert key in MatterPlan.model_fields
        assert not VALIDATOR.is_valid(_without(_matter(), key)), key


def test_every_form_tells_what_it_is():
    described = {name for name, part in SCHEMA["$defs"].items() if part.get("description")}
    assert set(SCHEMA["$defs"]) - described == {"Amount", "Condition", "Fact"}


_TEXTS = st.from_regex(r"\$?[0-9,]{1,4}[0-9]?(\.[0-9]{1,4})?(/[0-9]{1,2})?%?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "most"),
    [
        pytest.param(AmountText, None, id="amount"),
        pytest.param(RatioText, None, id="ratio"),
        pytest.param(RateText, None, id="rate"),
        pytest.param(PercentText, 100, id="percent"),
    ],
)
@given(text=_TEXTS)
def test_the_pattern_of_a_text_takes_what_its_check_takes(written, most, text):
    adapter = TypeAdapter(written)
    pattern = adapter.json_schema()["pattern"]
    try:
        adapter.validate_python(text)
        is_right = True
    except ValidationError as error:
        # That it is at most the whole, a pattern cannot tell.
        is_right = most is not None and "more than the whole" in str(error)
        is_right = is_right and "%" not in text
    assert bool(re.fullmatch(pattern, text)) == is_right


@pytest.mark.parametrize(
    ("text", "is_right"),
    [("2026-01-15 00:00", True), ("2026-01-15", False), ("2026-1-15 00:00", False)],
)
def test_the_pattern_of_a_time_on_the_clock(text, is_right):
    pattern = TypeAdapter(WallClock).json_schema()["pattern"]
    assert bool(re.fullmatch(pattern, text)) == is_right
