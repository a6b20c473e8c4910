import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.plans import (
    MatterPlan,
    PlanError,
    as_matter_plan,
    library_path,
    library_slugs,
    load,
    parse,
)
from tests.examples import examples

TEXT = library_path("linkedin-inmail").read_text(encoding="utf-8")


def _plan() -> MatterPlan:
    return as_matter_plan(parse(TEXT, "linkedin-inmail.yaml"), "linkedin-inmail.yaml")


@pytest.mark.parametrize("slug", library_slugs())
def test_every_plan_of_the_library_loads_under_its_own_slug(slug):
    assert load(library_path(slug)).slug == slug


def test_the_first_matter_says_in_both_languages_that_no_fund_exists():
    plan = _plan()
    assert "there is no fund" in plan.disclaimer.in_language("en")
    assert "no existe ningún fondo" in plan.disclaimer.in_language("es-mx")
    assert "dismissed without prejudice on 30 January 2025" in plan.disclaimer.en
    assert plan.status_date == date(2025, 1, 30)
    assert "LinkedIn denied" in plan.description.en


def test_every_criterion_and_every_head_of_damages_has_a_citation():
    plan = _plan()
    assert all(criterion.citation.text for criterion in plan.criteria)
    assert all(theory.citation.text for theory in plan.damages)


def test_two_layouts_of_one_plan_are_one_version_and_another_amount_is_not():
    plan = _plan()
    assert parse(f"# a remark\n{TEXT}", "x").sha256 == plan.sha256
    assert parse(TEXT.replace("cure_days: 30", "cure_days: 31"), "x").sha256 != plan.sha256
    assert len(plan.sha256) == 64


def test_the_plan_as_json_reads_back_as_the_same_plan():
    plan = _plan()
    again = MatterPlan.model_validate_json(json.dumps(plan.as_json()))
    assert again.sha256 == plan.sha256
    assert again == plan


def test_a_plan_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        _plan().slug = "another"


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load(path).sha256 == _plan().sha256


REGION = "in: [US, AS, GU, MP, PR, UM, VI]"


def _line(text: str, found: str) -> int:
    return text[: text.index(found)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param('each: "1000.00"', "each: 1000.00", "Write it in quotes", id="a float"),
        pytest.param('each: "1000.00"', "each: 1000", "must be text", id="a number"),
        pytest.param('each: "1000.00"', 'each: "999.00"', 'Write "1000.00"', id="not the law's"),
        pytest.param("regime: sca", "regime: scaa", "There is no regime", id="no such regime"),
        pytest.param("in_force_on: 2024-09-17", "in_force_on: 1980-01-01", "no amount", id="early"),
        pytest.param("fact: inmails", "fact: inmail", "there is no fact inmail", id="no such fact"),
        pytest.param("at_least: 1", "atleast: 1", "Did you mean at_least?", id="a misspelt word"),
        pytest.param(
            "at_least: 1", "at_least: -1", "greater than or equal to 0", id="less than none"
        ),
        pytest.param("at_least: 1", "before: 2024-01-01", "Use at_least", id="a day for a count"),
        pytest.param(REGION, "at_least: 1", "Use is or in", id="a count for a text"),
        pytest.param(REGION, "is: true", "with text, in quotes", id="a yes for a text"),
        pytest.param(REGION, "in: []", "Give at least one entry", id="one of none"),
        pytest.param(
            "kind: count", "kind: counts", "Write one of 'account_value'", id="no such kind"
        ),
        pytest.param("column: channel", "column: chanel", "no column here", id="no such column"),
        pytest.param("is: inmail", "is: true", "compared with text", id="a yes for a channel"),
        pytest.param("end: 2024-09-18", "end: 2021-01-21", "not after start", id="no day at all"),
        pytest.param("2026-07-01 00:00", "2026-07-01", "Write it like", id="a day for a moment"),
        pytest.param("2026-07-01 00:00", "2026-01-15 00:00", "not after it opens", id="no window"),
        pytest.param("2026-01-15 00:00", "2026-03-08 02:30", "clocks skip it", id="skipped"),
        pytest.param("America/Los_Angeles", "America/Lost", "is no time zone", id="no such zone"),
        pytest.param("key: messages", "key: region", "used twice", id="a key twice"),
        pytest.param("  inmails:", "  inmails_rows:", "ends in none of", id="an evidence name"),
        pytest.param("cure_days: 30", "cure_days: -1", "greater than or equal", id="negative days"),
        pytest.param(
            "cure_days: 30", 'cure_days: "30"', "must be a whole number", id="quoted days"
        ),
        pytest.param("slug: linkedin-inmail", "slug: ../etc", "must fit the pattern", id="a path"),
        pytest.param("currency: USD", "currency: EUR", "Write 'USD'", id="another currency"),
        pytest.param(
            "currency: USD", "curency: USD", "Did you mean currency?", id="a misspelt key"
        ),
    ],
)
def test_an_error_names_the_line_the_key_and_what_to_write(old, new, says):
    changed = TEXT.replace(old, new, 1)
    assert changed != TEXT
    with pytest.raises(PlanError) as error:
        parse(changed, "plan.yaml")
    message = str(error.value)
    assert message.startswith("plan.yaml line ")
    assert says in message
    assert "\n" not in message


def test_the_line_of_an_error_is_the_line_of_its_value():
    changed = TEXT.replace('each: "1000.00"', 'each: "999.00"', 1)
    with pytest.raises(PlanError, match=f"line {_line(changed, '999.00')}: damages"):
        parse(changed, "plan.yaml")


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("caption", "caption: is missing"),
        ("disclaimer", "disclaimer: is missing"),
        ("criteria", "criteria: is missing"),
        ("facts", "there is no fact account_country"),
        ("damages", "gives nobody anything"),
    ],
)
def test_a_missing_part_is_told(missing, says):
    kept: list[str] = []
    inside = False
    for line in TEXT.splitlines():
        if line and not line.startswith((" ", "#", "-")):
            inside = line.startswith(f"{missing}:")
        if not inside:
            kept.append(line)
    with pytest.raises(PlanError, match=says):
        parse("\n".join(kept), "plan.yaml")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("- 1", id="a list"),
        pytest.param("[" * 5000, id="very deep"),
        pytest.param("a: &a [x]\nb: *a", id="an alias"),
        pytest.param("a: \x00", id="a control character"),
        pytest.param("? {a: b}\n: c", id="a key that is no word"),
        pytest.param("!!python/object/apply:os.system ['true']", id="a tag"),
        pytest.param("a: !x y", id="another tag"),
        pytest.param("---\na: 1\n---\nb: 2", id="two documents"),
        pytest.param("x" * 2_000_000, id="very long"),
    ],
)
def test_text_that_is_no_plan_is_refused_in_one_line(text):
    with pytest.raises(PlanError) as error:
        parse(text, "plan.yaml")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(PlanError, match="no such file"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"caption: \xe9")
    with pytest.raises(PlanError, match="UTF-8"):
        load(tmp_path / "latin.yaml")
    with pytest.raises(PlanError, match="cannot be read"):
        load(tmp_path)


def test_the_library_names_what_it_has():
    with pytest.raises(PlanError, match=r"It has: .*linkedin-inmail"):
        library_path("../../etc/passwd")


LINES = TEXT.splitlines(keepends=True)
VALUES = ["", "1", "0.5", "true", "null", "2024-01-01", "9" * 20, "~", '""', "é", "\x07", "\t"]
SYNTAX = ["[]", "{}", "[[]]", "'", ":", "- ", "*a", "&a", "!!int", "!x", "is: on", "{a: {b: c}}"]
SCRAPS = st.sampled_from(VALUES + SYNTAX)


def _survives(text: str) -> None:
    """Either a plan or one line that says what is wrong; any other exception fails the test."""
    complaint = "plan.yaml"
    try:
        parse(text, "plan.yaml")
    except PlanError as error:
        complaint = str(error)
    assert complaint.startswith("plan.yaml")
    assert "\n" not in complaint


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 40), SCRAPS)
def test_a_plan_with_some_characters_replaced_is_read_or_refused_in_one_line(at, length, scrap):
    _survives(TEXT[:at] + scrap + TEXT[at + length :])


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(0, 6), st.integers(0, len(LINES) - 1))
def test_a_plan_with_lines_moved_is_read_or_refused_in_one_line(at, count, to):
    moved = LINES[at : at + count]
    rest = LINES[:at] + LINES[at + count :]
    _survives("".join(rest[:to] + moved + rest[to:]))


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(0, len(LINES) - 1), SCRAPS)
def test_a_plan_with_one_value_replaced_is_read_or_refused_in_one_line(at, scrap):
    key, colon, _ = LINES[at].partition(":")
    _survives("".join([*LINES[:at], f"{key}{colon} {scrap}\n", *LINES[at + 1 :]]))


def test_which_claim_survives_is_the_earliest_or_what_the_plan_says():
    section = (
        "duplicates:\n  survivor: {}\n  citation: {{text: Plan of allocation, verified: true}}\n"
    )

    assert parse(TEXT, "x").survivor == "earliest"
    assert parse(TEXT + section.format("earliest"), "x").survivor == "earliest"
    assert parse(TEXT + section.format("latest"), "x").survivor == "latest"
    with pytest.raises(PlanError, match=r"duplicates.*survivor.*'earliest' or 'latest'"):
        parse(TEXT + section.format("dearest"), "x")
