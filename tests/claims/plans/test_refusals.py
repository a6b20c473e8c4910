"""One fault in a valid plan, and the one line that is said: where it stands and what to write."""

from pathlib import Path
from typing import NamedTuple

import pytest

from claims.plans import PlanError, library_path, load, parse

_EXAMPLES = Path(__file__).parents[2] / "worked_examples" / "plans"

FACTS = "  points:\n    kind: claim_value\n    type: count\n"
LABEL = "label: {en: Some, es: Algo}"
CITED = "citation: {text: Fictional., verified: true}"


class Fault(NamedTuple):
    """`old` in the plan becomes `new`, which is wrong at `at` (text of the changed plan)."""

    plan: str
    old: str
    new: str
    key: str
    says: str
    at: str = ""


def _text(plan: str) -> str:
    example = _EXAMPLES / f"fictional-{plan}.yaml"
    path = example if example.exists() else library_path(plan)
    return path.read_text(encoding="utf-8")


def _told(text: str) -> str:
    with pytest.raises(PlanError) as error:
        parse(text, "plan.yaml")
    return str(error.value)


def _check(fault: Fault) -> None:
    text = _text(fault.plan)
    assert fault.old in text
    changed = text.replace(fault.old, fault.new, 1)
    start = text.index(fault.old)
    wrong = changed.index(fault.at, 0 if fault.at not in fault.new else start)
    line = changed[:wrong].count("\n") + 1

    told = _told(changed)

    assert told.startswith(f"plan.yaml line {line}: {fault.key}: ")
    assert fault.says in told
    assert "\n" not in told


def table(**faults: Fault) -> pytest.MarkDecorator:
    cases = [pytest.param(fault, id=name.replace("_", " ")) for name, fault in faults.items()]
    return pytest.mark.parametrize("fault", cases)


@table(
    unknown_key=Fault(
        "fund", "combine: stack", "combin: stack", "combin", "Did you mean combine?"
    ),
    unknown_inner_key=Fault(
        "fund", "of: gross_and_interest", "off: gross", "fund.deductions[2].off", "Did you mean of?"
    ),
    key_of_another_part=Fault(
        "fund", "combine: stack", "gross: stack", "gross", "there is no such key. It belongs else"
    ),
    no_kind_of_fact=Fault(
        "dakota", "  allotted:\n    kind: claim_value\n", "  allotted:\n",
        "facts.allotted.kind", "is missing. Add it", "allotted:\n    type",
    ),
    another_kind_of_fact=Fault(
        "dakota", "kind: claim_value", "kind: claim", "facts.allotted.kind",
        "'claim' will not do. Write one of 'account_value'",
    ),
    another_type_of_fact=Fault(
        "dakota", "type: amount", "type: money", "facts.allotted.type",
        "'money' will not do. Write one of 'count', 'amount'",
    ),
    a_key_that_is_blank=Fault(
        "wages", "- key: members", "- key:",
        "pools[0].key", "must be text. Put it in quotes. It is empty"
    ),
    a_key_with_capitals=Fault(
        "wages", "- key: members", "- key: Members", "pools[0].key", "Write small letters, digits"
    ),
    words_that_are_blank=Fault("wages", "docket: none", 'docket: " "', "docket", "Write something"),
    key_twice=Fault(
        "fund", "docket: none", "docket: none\ndocket: other", "docket", "Keep one", "docket: other"
    ),
    inner_key_twice=Fault(
        "fund",
        "    type: amount\n",
        "    type: amount\n    type: amount\n",
        "facts.documented_loss.type",
        "there twice",
        "type: amount\n    if",
    ),
    citation_missing=Fault(
        "fund", f"  to: cy_pres\n  recipient: A fictional legal aid fund\n  {CITED}",
        "  to: cy_pres", "residual.citation", "is missing", "residual:",
    ),
    citation_of_a_deduction_missing=Fault(
        "wages", f'      amount: "2599.43"\n      {CITED}\n', '      amount: "2599.43"\n',
        "fund.deductions[1].citation", "is missing", "- key: costs",
    ),
    citation_not_said_to_be_verified=Fault(
        "wages", f'gross: "20000.00"\n  {CITED}', 'gross: "20000.00"\n  citation: {text: Made up.}',
        "fund.citation.verified", "is missing. Add it", "citation: {text: Made up.}",
    ),
    tag=Fault("fund", "slug: fictional-fund", "slug: !secret x", "slug", "remove the tag"),
    a_list_for_keys=Fault(
        "fund", "to: cy_pres", "to: [cy_pres]", "residual.to", "will not do. Write 'later_round'"
    ),
    words_in_one_language=Fault(
        "fund", "label: {en: Taxes, es: Impuestos}", "label: {en: Taxes}",
        "fund.deductions[0].label.es", "is missing. Add it",
    ),
    slug_with_spaces=Fault("fund", "slug: fictional-fund", "slug: my plan", "slug", "must fit"),
)  # fmt: skip
def test_a_word_that_is_wrong_is_told_in_one_line(fault: Fault):
    _check(fault)


@table(
    a_float=Fault(
        "fund", 'gross: "10000.00"', "gross: 10000.00", "fund.gross", 'in quotes: "10000.00"'
    ),
    a_whole_number=Fault(
        "fund", 'gross: "10000.00"', "gross: 10000", "fund.gross", "Put it in quotes"
    ),
    finer_than_a_cent=Fault(
        "fund", 'gross: "10000.00"', 'gross: "10000.005"', "fund.gross", "cent"
    ),
    negative=Fault("fund", 'gross: "10000.00"', 'gross: "-1.00"', "fund.gross", "'-1.00'"),
    no_number=Fault("fund", 'gross: "10000.00"', "gross: ten", "fund.gross", "'ten'"),
    over_the_whole=Fault(
        "fund", 'percent: "100/3"', 'percent: "100.000001"',
        "fund.deductions[2].percent", "Write at most 100",
    ),
    percent_sign=Fault(
        "fund", 'percent: "100/3"', 'percent: "33%"', "fund.deductions[2].percent", 'like "33"'
    ),
    percent_unquoted=Fault(
        "fund", 'percent: "100/3"', "percent: 33", "fund.deductions[2].percent", "Put it in quotes"
    ),
    percent_too_fine=Fault(
        "fund", 'percent: "100/3"', 'percent: "33.3333333"',
        "fund.deductions[2].percent", "at most six decimals",
    ),
    ratio_over_zero=Fault(
        "fund", 'percent: "100/3"', 'percent: "100/0"', "fund.deductions[2].percent", "is no ratio"
    ),
    multiplier_negative=Fault(
        "wages", 'multiplier: "1.5"', 'multiplier: "-1"',
        "fund.deductions[0].multiplier", "is no ratio",
    ),
    no_such_form_of_amount=Fault(
        "wiretap", "{fact: actual_loss}\n        - s", "{facts: actual_loss}\n        - s",
        "damages[0].amount.greatest_of[0]", "say how much",
    ),
    greatest_of_one=Fault(
        "wiretap", '        - {times: "3", of: {fact: actual_loss}}\n', "",
        "damages[1].amount.greatest_of", "Give at least 2 entries",
        "greatest_of:\n        - statutory: {regime: ci",
    ),
    an_amount_that_is_a_number=Fault(
        "fund", 'at_most: "500.00"', "at_most: 500", "damages[0].at_most", "say how much"
    ),
)  # fmt: skip
def test_a_sum_that_is_wrong_is_told_in_one_line(fault: Fault):
    _check(fault)


@table(
    fact_of_an_amount=Fault(
        "fund", "amount: {fact: documented_loss}", "amount: {fact: loss}",
        "damages[0].amount.fact", "there is no fact loss. Write one of documented_loss, points",
    ),
    fact_of_a_share=Fault(
        "fund", "by: {fact: points}", "by: {fact: point}", "pools[1].by.fact", "no fact point."
    ),
    fact_of_a_test=Fault(
        "dakota", "unless: {fact: taxpayer_number_on_file", "unless: {fact: number",
        "tax_cap.unless.fact", "there is no fact number",
    ),
    fact_of_a_unit=Fault(
        "wiretap", "per: days", "per: day", "damages[0].amount.greatest_of[2].per", "no fact day."
    ),
    head_of_a_share=Fault(
        "fund", "by: {head: losses}", "by: {head: loss}",
        "pools[0].by.head", "there is no head loss. Write one of losses",
    ),
    head_of_a_limit=Fault(
        "fund", "at_most: {head: losses}", "at_most: {head: loss}",
        "pools[0].at_most.head", "there is no head loss",
    ),
    pool_of_a_top_up=Fault(
        "fund", "  deductions:",
        f'  top_up:\n    amount: "1.00"\n    if_share_below: "1.00"\n    pool: all\n    {CITED}\n'
        "  deductions:",
        "fund.top_up.pool", "there is no pool all. Write one of losses, everybody", "pool: all",
    ),
    pool_of_a_top_up_that_has_no_one_share=Fault(
        "fund", "  deductions:",
        f'  top_up:\n    amount: "1.00"\n    if_share_below: "1.00"\n    pool: losses\n    {CITED}'
        "\n  deductions:",
        "fund.top_up.pool", "not shared equally", "pool: losses",
    ),
    subclass=Fault(
        "tiktok-shares", "{subclass: illinois}", "{subclass: illinoi}",
        "pools[0].multiples[0].if.subclass", "there is no subclass illinoi. Write one of illinois",
    ),
    regime=Fault(
        "incident", "{regime: ccpa,", "{regime: ccpaa,",
        "damages[0].amount.when[0].then.statutory.regime", "There is no regime",
    ),
    provision=Fault(
        "incident", "provision: range", "provision: ranges",
        "damages[0].amount.when[0].then.statutory.provision", "range",
    ),
    tax_form=Fault("dakota", "form: 1099-MISC", "form: 1099-X", "tax_cap.form", "1099-MISC"),
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_told_with_those_that_exist(fault: Fault):
    _check(fault)


@table(
    a_count_tested_as_a_text=Fault(
        "tiktok-shares", "type: yes_or_no", "type: count",
        "subclasses[0].condition.is", "Use at_least or at_most", "condition: {fact: in_illinois",
    ),
    a_day_tested_as_a_count=Fault(
        "incident", "before: 2025-01-01", "at_least: 3",
        "damages[0].amount.when[0].if.at_least", "Use before or on_or_after",
    ),
    a_yes_tested_as_a_text=Fault(
        "dakota", "on_file, is: true}", "on_file, is: maybe}",
        "tax_cap.unless.is", "with true or false",
    ),
    a_count_as_an_amount=Fault(
        "fund", "amount: {fact: documented_loss}", "amount: {fact: points}",
        "damages[0].amount.fact", "points is a count; here an amount is needed",
    ),
    an_amount_as_a_count=Fault(
        "wiretap", "per: days", "per: actual_loss",
        "damages[0].amount.greatest_of[2].per", "actual_loss is an amount; here a count is needed",
    ),
    a_day_as_points=Fault(
        "fund", FACTS, FACTS.replace("count", "day"),
        "pools[1].by.fact", "points is a day; here a count or an amount", "by: {fact: points}",
    ),
    a_text_as_what_was_paid=Fault(
        "facebook-bipa-round-two", "paid: paid_before", "paid: cashed",
        "rounds[0].paid", "cashed is a yes or no",
    ),
    an_amount_as_cashed=Fault(
        "facebook-bipa-round-two", "cashed: cashed", "cashed: paid_before",
        "rounds[0].cashed", "paid_before is a",
    ),
    a_part_of_a_total=Fault(
        "fund", FACTS, f"  sum:\n    kind: total\n    type: count\n    {LABEL}\n"
        f"    of: [points, documented_loss]\n{FACTS}",
        "facts.sum.of[1]", "documented_loss is a", "of: [points",
    ),
    a_tier_of_a_count=Fault(
        "nfl-concussion", "{from: 45,", '{from: "45.00",',
        "damages[0].amount.of.table[1].from", "age is a count. Write a whole number",
    ),
    two_comparisons=Fault(
        "incident", "before: 2025-01-01", "before: 2025-01-01, on_or_after: 2024-01-01",
        "damages[0].amount.when[0].if", "Give exactly one of",
    ),
    no_comparison=Fault(
        "incident", "{fact: incident_on, before: 2025-01-01}", "{fact: incident_on}",
        "damages[0].amount.when[0].if", "0 comparisons are given",
    ),
)  # fmt: skip
def test_a_fact_of_the_wrong_type_is_told_with_what_would_fit(fault: Fault):
    _check(fault)


TOTALS = (
    f"  a:\n    kind: total\n    type: count\n    {LABEL}\n    of: [b]\n"
    f"  b:\n    kind: total\n    type: count\n    {LABEL}\n    of: [a]\n"
)
SUBCLASS = f"  - key: illinois\n    {LABEL}\n    {CITED}\n    condition: {{subclass: other}}\n"

HEAD = (
    f"  - key: one\n    {LABEL}\n    explanation: {{en: Some, es: Algo}}\n    {CITED}\n"
    "    amount: {head: other}\n"
)


@table(
    facts=Fault(
        "fund", FACTS, TOTALS + FACTS, "facts.a", "rest on each other: a > b > a. Break", "  a:"
    ),
    a_fact_and_itself=Fault(
        "fund", FACTS, f"  a:\n    kind: total\n    type: count\n    {LABEL}\n    of: [a]\n{FACTS}",
        "facts.a", "a > a", "  a:",
    ),
    subclasses=Fault(
        "tiktok-shares", "subclasses:\n",
        "subclasses:\n" + SUBCLASS.replace("illinois", "first").replace("other", "second")
        + SUBCLASS.replace("illinois", "second").replace("other", "first"),
        "subclasses[0].condition", "first > second > first", "condition: {subclass: second}",
    ),
    heads=Fault(
        "wiretap", "damages:\n", "damages:\n" + HEAD + HEAD.replace("one", "other", 1).replace(
            "head: other", "head: one"
        ),
        "damages[0]", "one > other > one. Break", "- key: one",
    ),
    a_head_and_itself=Fault(
        "fund", 'at_most: "500.00"', "at_most: {head: losses}", "damages[0]", "losses > losses",
        "- key: losses",
    ),
)  # fmt: skip
def test_a_circle_is_told_from_its_first_part(fault: Fault):
    _check(fault)


@table(
    day_before_the_first_value=Fault(
        "incident", "in_force_on: 2024-12-31", "in_force_on: 2019-12-31",
        "damages[0].amount.when[0].then.statutory.in_force_on", "2020-01-01",
    ),
    day_of_the_end=Fault(
        "incident", "in_force_on: 2025-01-01", "in_force_on: 2027-01-01",
        "damages[0].amount.otherwise.statutory.in_force_on", "2027",
    ),
    under_the_range=Fault(
        "incident", 'each: "100.00"', 'each: "99.99"',
        "damages[0].amount.when[0].then.statutory.each", 'from "100.00" to "750.00"',
    ),
    over_the_range=Fault(
        "incident", 'each: "799.00"', 'each: "799.01"',
        "damages[1].amount.otherwise.statutory.each", 'from "107.00" to "799.00"',
    ),
    not_the_sum=Fault(
        "wiretap", 'each: "5000.00"', 'each: "5000.01"',
        "damages[1].amount.greatest_of[0].statutory.each", 'Write "5000.00"',
    ),
    multiplier_over_the_statute=Fault(
        "krakauer", 'times: "3"', 'times: "3.01"',
        "damages[1].amount.times", "at most 3",
    ),
    multiplier_of_a_statute_without_one=Fault(
        "wiretap", '- {times: "3", of: {fact: actual_loss}}',
        '- {times: "2", of: {statutory: {regime: sca, provision: minimum, '
        'in_force_on: 2024-01-01, each: "1000.00"}}}',
        "damages[1].amount.greatest_of[1].times", "at most 1",
    ),
    per_missing=Fault(
        "wiretap", "          per: calls\n", "",
        "damages[1].amount.greatest_of[0].statutory.provision", "Add per", "regime: cipa",
    ),
    per_too_much=Fault(
        "wiretap", '"1000.00"}\n', '"1000.00"}\n      per: days\n',
        "damages[2].amount.per", "once a person. Remove per", "per: days\n    at_least",
    ),
    tax_day_before_the_first_value=Fault(
        "dakota", "paid_on: 2018-01-01", "paid_on: 1999-12-31", "tax_cap.paid_on", "2000-01-01"
    ),
    tax_day_of_the_end=Fault(
        "dakota", "paid_on: 2018-01-01", "paid_on: 2027-01-01", "tax_cap.paid_on", "2027"
    ),
)  # fmt: skip
def test_what_the_law_does_not_give_is_told_with_what_it_gives(fault: Fault):
    _check(fault)


@table(
    tiers_not_from_zero=Fault(
        "nfl-concussion", "{from: 0,", "{from: 1,",
        "damages[0].amount.of.table[0].from", "must start at zero",
    ),
    tiers_twice_the_same=Fault(
        "nfl-concussion", "{from: 50,", "{from: 45,",
        "damages[0].amount.of.table[2].from", "Sort them",
    ),
    tiers_falling=Fault(
        "nfl-concussion", "{from: 50,", "{from: 44,",
        "damages[0].amount.of.table[2].from", "must rise",
    ),
    pools_under_the_fund=Fault(
        "fund", "money: rest", 'money: {percent: "79"}', "pools", "Add a pool with money: rest",
        "pools:",
    ),
    pools_over_the_fund=Fault(
        "fund", "money: rest", 'money: {amount: "5000.01"}',
        "pools[1].money", "more than the net fund",
    ),
    percentages_over_the_fund=Fault(
        "fund", "money: rest", 'money: {percent: "80.000001"}',
        "pools[1].money", "Lower one of them",
    ),
    deductions_over_the_fund=Fault(
        "wages", 'amount: "2599.43"', 'amount: "14000.01"', "fund.deductions",
        "they take $0.01 more than the fund", "deductions:",
    ),
    less_names_a_later_deduction=Fault(
        "fund", 'amount: "37.00"', 'percent: "1"\n      of: gross\n      less: [administration]',
        "fund.deductions[0].less[0]", "no deduction above this one", "less: [administration]",
    ),
    less_names_itself=Fault(
        "fund", "less: [taxes, administration]", "less: [taxes, fees]",
        "fund.deductions[2].less[1]", "Write one of taxes, administration",
    ),
    less_without_a_percentage=Fault(
        "fund", 'amount: "1063.00"', 'amount: "1063.00"\n      less: [taxes]',
        "fund.deductions[1].less", "less belongs with percent", "less: [taxes]\n",
    ),
    deduction_in_two_ways=Fault(
        "wages", 'amount: "2599.43"', 'amount: "2599.43"\n      percent: "1"',
        "fund.deductions[1]", "give exactly one of", "- key: costs",
    ),
    deduction_half_given=Fault(
        "wages", '      multiplier: "1.5"\n', "",
        "fund.deductions[0]", "lodestar also needs multiplier", "- key: fees",
    ),
    a_deduction_twice=Fault(
        "wages", "- key: costs", "- key: fees", "fund.deductions[1].key", "Rename one"
    ),
    a_pool_twice=Fault("fund", "- key: everybody", "- key: losses", "pools[1].key", "Rename one"),
    rounds_from_three=Fault(
        "facebook-bipa-round-two", "number: 2", "number: 3", "rounds[0].number", "write 2"
    ),
    rounds_from_one=Fault(
        "facebook-bipa-round-two", "number: 2", "number: 1", "rounds[0].number", "equal to 2"
    ),
    award_of_alternatives=Fault(
        "wiretap", "combine: greatest\n",
        f'combine: alternatives\nfund:\n  gross: "1.00"\n  {CITED}\npools:\n  - key: all\n'
        f"    {LABEL}\n    {CITED}\n    money: rest\n    by: award\n"
        f"residual:\n  to: escheat\n  {CITED}\n"
        f"rounding:\n  amounts: down\n  payments: down\n  {CITED}\n",
        "pools[0].by", "Write combine: stack", "by: award",
    ),
    award_without_damages=Fault(
        "wages", "by: {fact: workweeks}", "by: award", "pools[0].by", "Add them, or write equal"
    ),
    whole_cents_of_fractional_multiples=Fault(
        "tiktok-shares", 'times: "6"', 'times: "1.5"',
        "pools[0].share_value", "Write exact", "share_value: whole_cents",
    ),
    whole_cents_of_unequal_shares=Fault(
        "wages", "by: {fact: workweeks}", "by: {fact: workweeks}\n    share_value: whole_cents",
        "pools[0].share_value", "Write exact", "share_value",
    ),
    second_limit_without_a_first=Fault(
        "wages", "by: {fact: workweeks}", 'by: {fact: workweeks}\n    then_at_most: "1.00"',
        "pools[0]", "needs an at_most", "- key: members",
    ),
    a_later_round_without_a_fund=Fault(
        "incident", "combine: alternatives", f"combine: stack\nresidual:\n  to: escheat\n  {CITED}",
        "residual", "Add fund and pools, or remove it", "residual:",
    ),
    period_backwards=Fault(
        "linkedin-inmail", "end: 2024-09-18", "end: 2021-01-20",
        "class_period", "not after start", "class_period:",
    ),
    no_class_period=Fault(
        "fund", "facts:\n", f"facts:\n  inmails:\n    kind: count\n    of: messages\n    {LABEL}\n"
        "    within: class_period\n",
        "facts.inmails.within", "no class_period. Add it", "within: class_period",
    ),
    no_time_zone=Fault(
        "linkedin-inmail", "America/Los_Angeles", "Los_Angeles",
        "timezone", "Write one like America/Los_Angeles",
    ),
)  # fmt: skip
def test_parts_that_do_not_fit_each_other_are_told_at_the_part(fault: Fault):
    _check(fault)


def _without(text: str, part: str) -> str:
    """The text without a key at its outermost level and all that stands under it."""
    start = text.index(f"\n{part}:") + 1
    lines = text[start:].splitlines(keepends=True)
    kept = next((i for i, line in enumerate(lines[1:], 1) if line[0] not in " -\n#"), len(lines))
    return text[:start] + "".join(lines[kept:])


@pytest.mark.parametrize(
    ("plan", "part", "says"),
    [
        ("fund", "rounding", "rounding is missing. Say how fractions"),
        ("fund", "residual", "residual is missing. Say where money goes"),
        ("fund", "pools", "a fund and pools belong together. Add pools"),
        ("fund", "fund", "a fund and pools belong together. Add fund"),
        ("wages", "pools", "the plan gives nobody anything"),
        ("fund", "currency", "currency: is missing. Add it"),
        ("linkedin-inmail", "timezone", "timezone: is missing. Add it"),
        ("linkedin-inmail", "filing_window", "filing_window: is missing. Add it"),
        ("linkedin-inmail", "class_period", "class_period: is missing. Add it"),
    ],
)
def test_a_part_that_is_missing_is_told_at_the_first_key(plan: str, part: str, says: str):
    changed = _without(_text(plan), part)
    told = _told(changed)
    first = changed[: changed.index("slug:")].count("\n") + 1
    assert told.startswith(f"plan.yaml line {first}: {says}")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        pytest.param(r'"a\nb"', "a b: ", id="a line break"),
        pytest.param(r'"a\u2028b"', "a b: ", id="a separator of lines"),
        pytest.param("x" * 900, "x" * 300 + "…: ", id="very long"),
        pytest.param("? " + "x" * 5000 + "\n", "x" * 300 + "…: ", id="a page"),
    ],
)
def test_a_key_that_is_no_word_is_still_told_in_one_short_line(key: str, shown: str):
    told = _told(f"{_text('fund')}{key}: 1\n")
    assert shown in told
    assert told.splitlines() == [told]
    assert len(told) < 500


@pytest.mark.parametrize("value", ["1." + "0" * 5000, "!" + "x" * 900 + " y", "9" * 5000])
def test_a_value_of_a_page_is_told_in_one_line(value: str):
    told = _told(_text("fund").replace("docket: none", f"docket: {value}"))
    assert "docket: " in told
    assert len(told) < 1600


def test_what_a_matter_needs_is_asked_for_as_soon_as_some_of_it_is_there():
    told = _told(_text("fund") + "cure_days: 30\n")
    assert told.startswith("plan.yaml line ")
    assert "is missing. Add it" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "plan.yaml line 1: the file must hold keys", id="empty"),
        pytest.param("# only a remark\n", "plan.yaml line 1: the file must hold", id="a remark"),
        pytest.param("slug: x\nfund: &a {}\npools: *a\n", "line 3: *a repeats", id="an alias"),
        pytest.param("slug: x\na: " + "[" * 31, "line 2: this is nested more than 30", id="deep"),
        pytest.param("slug: x\nfund: {", "line 2: this is not YAML", id="cut short"),
        pytest.param("slug: x\n\tfund: 1\n", "line 2: this is not YAML", id="a tab"),
    ],
)
def test_a_file_that_holds_no_plan_is_told_at_the_line(text: str, says: str):
    told = _told(text)
    assert says in told
    assert told.startswith("plan.yaml")
    assert "\n" not in told


def test_a_path_that_cannot_be_read_is_told_with_the_path(tmp_path: Path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("caption: Pérez".encode("latin-1"))
    for path, says in (
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "cannot be read"),
        (latin, "UTF-8"),
    ):
        with pytest.raises(PlanError, match=says) as error:
            load(path)
        assert str(error.value).startswith(f"{path}: ")
        assert "\n" not in str(error.value)


def test_what_is_left_after_a_top_up_is_no_money_of_a_later_round():
    text = _text("facebook-bipa-round-two")
    top_up = f'  top_up: {{amount: "1.00", if_share_below: "1.00", pool: members, {CITED}}}\n'
    text = text.replace("\npools:\n", f"{top_up}\npools:\n", 1)
    text = text.replace("money: returned\n", "money: returned_and_residual\n", 1)
    line = text[: text.index("returned_and_residual")].count("\n") + 1
    told = _told(text)
    assert told.startswith(f"plan.yaml line {line}: rounds[0].money: whether the defendant topped")
    assert told.endswith("Write returned.")


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        pytest.param("11,400.57", "", id="all of it"),
        pytest.param("11,400.56", "pools: they leave 0.01 of the net fund", id="a cent less"),
        pytest.param("11,400.58", "pools[0].money: the pools down to here hold", id="a cent more"),
    ],
)
def test_pools_of_sums_have_to_come_to_the_net_fund_as_it_is_rounded(amount, says):
    """3,999.99 x 1.5 is 5,999.985, half up 5,999.99; with costs of 2,599.44 that is 8,599.43."""
    text = _text("wages")
    for old, new in (
        ('lodestar: "4000.00"', 'lodestar: "3999.99"'),
        ('amount: "2599.43"', 'amount: "2599.44"'),
        ("money: rest", f'money: {{amount: "{amount}"}}'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    if says:
        assert says in _told(text)
    else:
        assert parse(text, "plan.yaml").fund


@pytest.mark.parametrize("steps", [["3"], ["3", "1"], ["2", "1.5"]])
def test_a_statutory_sum_is_multiplied_in_as_many_steps_as_the_plan_likes(steps):
    assert parse(_trebled(steps), "plan.yaml").heads_of_award


@pytest.mark.parametrize("steps", [["3.000001"], ["3", "2"], ["1.5", "2.1"]])
def test_several_steps_multiply_a_statutory_sum_by_no_more_than_its_statute(steps):
    assert "tcpa multiplies its sum by at most 3" in _told(_trebled(steps))


def _trebled(steps: list[str]) -> str:
    """ViSalus, whose sum for each call is multiplied in steps."""
    law = '{regime: tcpa, provision: minimum, in_force_on: 2018-01-01, each: "500.00"}'
    amount = f"{{statutory: {law}, per: calls}}"
    for step in steps:
        amount = f'{{times: "{step}", of: {amount}}}'
    text = _text("visalus")
    head = text[: text.index("    amount:\n")]
    rounding = f"rounding:\n  amounts: down\n  payments: down\n  {CITED}\n"
    return f"{head}    amount: {amount}\n{rounding}"


@pytest.mark.parametrize(
    "tagged", ["!!str slug: x", "slug: !!int 5", "slug: !x [a]", "slug: !!map {a: 1}"]
)
def test_a_tag_is_refused_wherever_it_stands(tagged):
    told = _told(f"caption: A v. B\n{tagged}\n")
    assert told.startswith("plan.yaml line 2: ")
    assert "remove the tag !" in told


@pytest.mark.parametrize("hidden", ["\u0085", "\u2028", "\u2029"])
def test_a_hidden_end_of_line_is_refused_where_it_stands(hidden):
    told = _told(f"slug: x\n\ncaption: A{hidden}B\n")
    assert told.startswith("plan.yaml line 3: this line holds U+")
