"""Three-valued logic: the engine's NULL, the verification's None and the table of Kleene agree."""

from datetime import date
from itertools import product

import pytest
from pydantic import TypeAdapter

from claims.calculator.facts import is_met
from claims.plans import library_path, load
from claims.plans.conditions import Condition
from claims.verification.logic import conjunction, disjunction, negation
from claims.verification.logic import truth_of as holds_in_python
from tests.claims.calculator.facts.productions import computed, table

TRUTHS = (True, None, False)
ADAPTER = TypeAdapter(Condition)

# Kleene's strong tables, written out: (one, other): (both, either).
TABLE = {
    (True, True): (True, True),
    (True, None): (None, True),
    (True, False): (False, True),
    (None, True): (None, True),
    (None, None): (None, None),
    (None, False): (False, None),
    (False, True): (False, True),
    (False, None): (False, None),
    (False, False): (False, False),
}


def _engine(condition, rows, columns, subclasses=None):
    facts = table(rows, {"row": "int64", **columns})
    named = {key: ADAPTER.validate_python(part) for key, part in (subclasses or {}).items()}
    found = facts.select("row", held=is_met(ADAPTER.validate_python(condition), facts, named))
    return [row["held"] for row in computed(found.order_by("row"))]


@pytest.mark.parametrize(("word", "place"), [("all", 0), ("any", 1)])
def test_both_implementations_keep_kleenes_tables(word, place):
    condition = {word: [{"fact": "one", "is": True}, {"fact": "other", "is": True}]}
    pairs = list(product(TRUTHS, TRUTHS))
    rows = [
        {"row": number, "fact_one": one, "fact_other": other}
        for number, (one, other) in enumerate(pairs)
    ]
    expected = [TABLE[pair][place] for pair in pairs]
    assert _engine(condition, rows, {"fact_one": "boolean", "fact_other": "boolean"}) == expected
    assert [holds_in_python(condition, row) for row in rows] == expected
    in_python = conjunction if word == "all" else disjunction
    assert [in_python(pair) for pair in pairs] == expected


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        pytest.param({"not": {"fact": "n", "at_least": 2}}, [False, False, True], id="not"),
        pytest.param(
            {"not": {"not": {"fact": "n", "at_least": 2}}}, [False, False, True], id="twice"
        ),
        pytest.param({"fact": "n", "at_most": 1}, [False, False, True], id="at most"),
    ],
)
def test_of_a_condition_that_is_turned_round_the_engine_can_tell_whether_it_is_unknown(
    condition, unknown
):
    rows = [{"row": number, "fact_n": n} for number, n in enumerate((1, 2, None))]
    facts = table(rows, {"row": "int64", "fact_n": "int64"})
    found = facts.select("row", unknown=is_met(ADAPTER.validate_python(condition), facts).isnull())
    assert [row["unknown"] for row in computed(found.order_by("row"))] == unknown


def test_both_implementations_turn_met_and_unmet_round_and_leave_unknown_unknown():
    condition = {"not": {"fact": "one", "is": True}}
    rows = [{"row": number, "fact_one": one} for number, one in enumerate(TRUTHS)]
    assert _engine(condition, rows, {"fact_one": "boolean"}) == [False, None, True]
    assert [holds_in_python(condition, row) for row in rows] == [False, None, True]
    assert [negation(one) for one in TRUTHS] == [False, None, True]


def test_a_subclass_holds_where_its_condition_does_however_deep_it_is_named():
    subclasses = {
        "residents": {"fact": "state", "is": "IL"},
        "others": {"not": {"subclass": "residents"}},
    }
    condition = {"all": [{"subclass": "others"}, {"fact": "state", "in": ["CA", "IL"]}]}
    rows = [{"row": n, "fact_state": state} for n, state in enumerate(["IL", "CA", "NY", None])]
    expected = [False, True, False, None]
    assert _engine(condition, rows, {"fact_state": "string"}, subclasses) == expected
    assert [holds_in_python(condition, row, subclasses) for row in rows] == expected


COUNTED = {"fact_n": "int64", "fact_n_refused": "int64", "fact_n_incomplete": "boolean"}


@pytest.mark.parametrize(
    ("value", "refused", "incomplete", "held"),
    [
        pytest.param(2, 0, False, False, id="one too few, all produced"),
        pytest.param(3, 0, False, True, id="exactly enough"),
        pytest.param(4, 0, False, True, id="more than enough"),
        pytest.param(2, 1, False, None, id="one too few, one refused"),
        pytest.param(2, 0, True, None, id="one too few, produced in part"),
        pytest.param(3, 1, True, True, id="enough, whatever is missing"),
        pytest.param(None, None, None, None, id="no such account"),
    ],
)
def test_at_least_is_unknown_only_while_more_could_turn_up(value, refused, incomplete, held):
    condition = {"fact": "n", "at_least": 3}
    row = {
        "row": 1,
        "fact_n": value,
        "fact_n_refused": refused,
        "fact_n_incomplete": incomplete,
    }
    assert _engine(condition, [row], COUNTED) == [held]
    assert holds_in_python(condition, row) is held


@pytest.mark.parametrize(
    ("value", "refused", "incomplete", "held"),
    [
        pytest.param(4, 0, False, False, id="one too many, all produced"),
        pytest.param(4, 1, True, False, id="one too many, whatever is missing"),
        pytest.param(3, 0, False, True, id="exactly the most"),
        pytest.param(3, 1, False, None, id="the most, one refused"),
        pytest.param(2, 0, True, None, id="fewer, produced in part"),
        pytest.param(0, 0, False, True, id="none"),
        pytest.param(None, None, None, None, id="no such account"),
    ],
)
def test_at_most_is_unknown_only_while_more_could_turn_up(value, refused, incomplete, held):
    row = {"row": 1, "fact_n": value, "fact_n_refused": refused, "fact_n_incomplete": incomplete}
    condition = {"fact": "n", "at_most": 3}
    assert _engine(condition, [row], COUNTED) == [held]
    assert holds_in_python(condition, row) is held
    # More than the most is the same as at least one more, turned round.
    mirrored = {"not": {"fact": "n", "at_least": 4}}
    assert _engine(mirrored, [row], COUNTED) == [held]


@pytest.mark.parametrize(
    ("bound", "value", "at_least", "at_most"),
    [
        pytest.param("25.00", 2499, False, True, id="a cent below"),
        pytest.param("25.00", 2500, True, True, id="the amount"),
        pytest.param("25.00", 2501, True, False, id="a cent above"),
        pytest.param("$1,000", 100000, True, True, id="written with a comma"),
        pytest.param("0.00", 0, True, True, id="nothing"),
        pytest.param("25.00", None, None, None, id="unknown"),
        pytest.param(25, 25, True, True, id="a count"),
        pytest.param(0, 1, True, False, id="a count of none"),
    ],
)
def test_amounts_are_compared_in_cents_and_counts_as_they_are(bound, value, at_least, at_most):
    row = {"row": 1, "fact_x": value}
    for word, held in (("at_least", at_least), ("at_most", at_most)):
        condition = {"fact": "x", word: bound}
        assert _engine(condition, [row], {"fact_x": "int64"}) == [held]
        assert holds_in_python(condition, row) is held


@pytest.mark.parametrize(
    ("condition", "column", "value", "held"),
    [
        ({"is": "US"}, "string", "US", True),
        ({"is": "US"}, "string", "us", False),
        ({"is": "US"}, "string", None, None),
        ({"in": ["US", "PR"]}, "string", "PR", True),
        ({"in": ["US", "PR"]}, "string", "CA", False),
        ({"in": ["US", "PR"]}, "string", None, None),
        ({"is": False}, "boolean", False, True),
        ({"is": False}, "boolean", True, False),
        ({"before": date(2024, 9, 18)}, "date", date(2024, 9, 17), True),
        ({"before": date(2024, 9, 18)}, "date", date(2024, 9, 18), False),
        ({"before": date(2024, 9, 18)}, "date", None, None),
        ({"on_or_after": date(2024, 9, 18)}, "date", date(2024, 9, 17), False),
        ({"on_or_after": date(2024, 9, 18)}, "date", date(2024, 9, 18), True),
        ({"on_or_after": date(2024, 9, 18)}, "date", None, None),
    ],
)
def test_a_test_of_a_blank_is_unknown_and_of_a_value_is_not(condition, column, value, held):
    row = {"row": 1, "fact_x": value}
    written = {
        key: part.isoformat() if isinstance(part, date) else part for key, part in condition.items()
    }
    assert _engine({"fact": "x", **condition}, [row], {"fact_x": column}) == [held]
    assert holds_in_python({"fact": "x", **written}, row) is held


def test_the_plans_own_condition_on_the_setting_agrees_over_every_combination():
    condition = load(library_path("linkedin-inmail")).criterion("setting").condition
    days = (date(2024, 9, 17), date(2024, 9, 18), None)
    rows = [
        {"row": number, "fact_ai_setting": setting, "fact_ai_setting_changed_on": day}
        for number, (setting, day) in enumerate(product(("on", "off", None), days))
    ]
    columns = {"fact_ai_setting": "string", "fact_ai_setting_changed_on": "date"}
    written = condition.model_dump(mode="json", by_alias=True, exclude_none=True)
    python_condition = condition.model_dump(by_alias=True, exclude_none=True)
    assert _engine(python_condition, rows, columns) == [
        holds_in_python(written, row) for row in rows
    ]
