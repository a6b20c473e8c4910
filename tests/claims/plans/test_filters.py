"""Filters of rows: amounts, words that the plan knows, and what it names of a column."""

import pytest
from pydantic import ValidationError

from claims.plans import PlanError, library_path, parse
from claims.plans.fact_kinds import named_values
from tests.claims.calculator.facts.productions import fact, plan_with

LINKEDIN = library_path("linkedin-inmail").read_text(encoding="utf-8")
COUNTED = "        not_counted: [learning_only]\n"
ABOVE = '        above: "0.00"\n'


def plan(*where: dict[str, object]):
    return plan_with({"days": fact("days_of_overlap", of="subscriptions", where=list(where))})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (ABOVE, "        above: 0\n", "above"),
        (ABOVE, "        is: true\n", "amount_paid is compared with above or at_least and an"),
        (ABOVE, '        in: ["0.00"]\n', "amount_paid is compared with above or at_least and an"),
        (ABOVE, ABOVE + '        at_least: "0.01"\n', "exactly one of is, in, above, at_least"),
        ("        is: false\n", '        above: "1.00"\n', "is_trial is compared with is: true or"),
        (COUNTED, '        above: "1.00"\n', "give exactly one of is, in, above, at_least."),
        (
            COUNTED,
            "        not_counted: [premium_career]\n",
            "'premium_career' counts, by the same",
        ),
        (COUNTED, "        not_counted: []\n", "not_counted"),
        (
            "        is: inmail\n",
            "        is: inmail\n        not_counted: [fax]\n",
            "the values of channel are a closed list. Remove not_counted.",
        ),
        (
            "        is: false\n",
            "        is: false\n        not_counted: [yes]\n",
            "the values of is_trial are a closed list. Remove not_counted.",
        ),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(old: str, new: str, says: str):
    assert old in LINKEDIN
    with pytest.raises(PlanError) as refusal:
        parse(LINKEDIN.replace(old, new, 1), "plan.yaml")
    assert says in str(refusal.value)


@pytest.mark.parametrize("word", ["above", "at_least"])
@pytest.mark.parametrize("amount", ["0.00", "0.01", "$1,029.99"])
def test_an_amount_may_be_above_or_at_least(word: str, amount: str):
    asked = plan({"column": "amount_paid", word: amount})
    row_filter = asked.facts["days"].where[0]
    assert row_filter.bound == {"0.00": 0, "0.01": 1, "$1,029.99": 102_999}[amount]
    assert asked.facts["days"].rests_on_amounts


@pytest.mark.parametrize("amount", ["0.001", "-1.00", "free", 1])
def test_what_is_no_amount_is_refused(amount: object):
    with pytest.raises(ValidationError):
        plan({"column": "amount_paid", "above": amount})


def test_a_plan_that_says_nothing_new_keeps_its_version():
    asked = plan({"column": "product", "in": ["a"]}).as_json()["facts"]["days"]["where"]
    assert asked == [{"column": "product", "in": ["a"]}]


def test_the_values_that_a_plan_names_are_those_of_all_of_its_filters():
    facts = plan_with(
        {
            "one": fact(
                "count",
                of="subscriptions",
                where=[{"column": "product", "in": ["b", "a"], "not_counted": ["x", "c"]}],
            ),
            "other": fact("count", of="subscriptions", where=[{"column": "product", "is": "c"}]),
            "spent": fact("sum", of="subscriptions"),
            "inmails": fact("count", of="messages", where=[{"column": "channel", "is": "inmail"}]),
        }
    ).facts
    named = named_values(facts, "subscriptions", "product")
    assert named == {"x": False, "c": True, "b": True, "a": True}
    assert named_values({"spent": facts["spent"]}, "subscriptions", "product") == {}
    assert named_values(facts, "messages", "channel") == {}


def test_the_first_matter_names_its_products_and_what_it_knows_beside_them():
    facts = parse(LINKEDIN, "plan.yaml").facts
    named = named_values(facts, "subscriptions", "product")
    assert [name for name, counts in named.items() if counts] == [
        *("premium_career", "premium_business", "sales_navigator", "recruiter_lite")
    ]
    assert [name for name, counts in named.items() if not counts] == ["learning_only"]
