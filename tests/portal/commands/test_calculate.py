"""`calculate` and `verify`: what they print, and the one line they fail with. No database."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.one_engine

WAGES = Path(__file__).parents[2] / "worked_examples" / "plans" / "fictional-wages.yaml"


@pytest.fixture(autouse=True)
def _database():
    """None, in place of the database that other commands' tests have: any query fails."""


@pytest.fixture
def facts(tmp_path):
    """Write a file of facts, and say where it is."""

    def write(text: str, name: str = "facts.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def calculated(*arguments: object) -> tuple[list[dict[str, str]], str]:
    """The rows of CSV on standard output, and what is told beside them."""
    out, err = StringIO(), StringIO()
    call_command("calculate", *map(str, arguments), stdout=out, stderr=err)
    return list(csv.DictReader(StringIO(out.getvalue()))), err.getvalue()


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("calculate", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(*arguments: object) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("calculate", *map(str, arguments), stdout=out, stderr=StringIO())
    assert out.getvalue() == ""
    (line,) = str(error.value).splitlines()
    return line


ZOOM = 'claim,had_subscription,spent\nanna,yes,75.00\nbo,no,\ncy,true,"$1,000.00"\nda,yes,\n'


def test_awards_and_payments_come_as_csv_in_the_order_of_the_file(facts):
    rows, told = calculated("zoom", facts(ZOOM))
    assert rows == [
        {"claim": "anna", "verdict": "eligible", "award_cents": "2500", "payment_cents": "2500"},
        {"claim": "bo", "verdict": "eligible", "award_cents": "1500", "payment_cents": "1500"},
        {"claim": "cy", "verdict": "eligible", "award_cents": "15000", "payment_cents": "15000"},
        {"claim": "da", "verdict": "undetermined", "award_cents": "0", "payment_cents": "0"},
    ]
    assert "net" in told
    assert "$63,750,000.00" in told


def test_totals_have_the_waterfall_and_balance(facts):
    totals = json.loads(printed("zoom", facts(ZOOM), "--json"))["totals"]
    assert [(step["key"], step["cents"]) for step in totals["waterfall"]] == [
        ("gross", 8_500_000_000),
        ("fees", -2_125_000_000),
        ("net", 6_375_000_000),
    ]
    assert totals["verdicts"] == {"eligible": 3, "undetermined": 1, "ineligible": 0}
    paid = totals["payments_cents"] + totals["reserve_cents"] + totals["residual_cents"]
    assert (totals["payments_cents"], paid) == (19_000, totals["net_cents"])


def test_without_a_fund_awards_are_exposure_and_nobody_is_paid(facts):
    rows, told = calculated("visalus", facts("claim,calls\na,3\n"))
    assert rows[0]["award_cents"] == "150000"
    assert rows[0]["payment_cents"] == "0"
    assert "nobody is paid" in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("15% of “Core price paid", "= $150.00", "unmet", "The net fund", "Source:")),
        ("es", ("15% de «Precio básico", "= $150.00", "no se cumple", "El fondo neto", "Fuente:")),
    ],
)
def test_every_step_of_one_claim_is_told_with_its_source(facts, language, said):
    text = "claim,had_subscription,spent\nb,no,5.00\nc,yes,1000\n"
    path = facts(text)
    told = "".join(
        printed("zoom", path, "--explain", claim, "--language", language) for claim in "bc"
    )
    assert [words for words in said if words not in told] == []


def test_json_can_hold_the_explanation_too(facts):
    found = json.loads(printed("zoom", facts(ZOOM), "--json", "--explain", "da"))
    assert "Unknown. The claim does not state it." in found["explanation"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "facts.csv: the file is empty", id="empty"),
        pytest.param("spent\n1\n", 'facts.csv: the column "claim" is missing', id="no claims"),
        pytest.param(
            "claim,spnt\na,1\n",
            'facts.csv: line 1: the plan has no fact "spnt". Did you mean spent?',
            id="no such fact",
        ),
        pytest.param(
            "claim,spent\na,1\nb,1.005\n",
            'facts.csv: line 3: spent: "1.005" is finer than a cent.',
            id="half a cent",
        ),
        pytest.param("claim,spent\na,-1\n", 'line 2: spent: "-1" is negative', id="negative"),
        pytest.param("claim,spent\na,1e3\n", 'line 2: spent: "1e3" is not an amount', id="float"),
        pytest.param(
            "claim,had_subscription\na,perhaps\n",
            'line 2: had_subscription: "perhaps" is not one of true, false, yes, no',
            id="neither yes nor no",
        ),
        pytest.param("claim,spent\n,1\n", "line 2: claim: It is blank", id="no reference"),
        pytest.param(
            "claim,spent\na,1\nb,2\na,3\n",
            "line 4: claim: 'a' is on line 2 already",
            id="one claim twice",
        ),
        pytest.param("claim,spent\na\n", "line 2: The row has 1 field", id="too few cells"),
        pytest.param("claim,standing\na,paid\n", "not one of approved, pending", id="standing"),
    ],
)
def test_a_file_of_facts_with_a_fault_gets_one_line_and_no_result(facts, text, says):
    assert says in refused("zoom", facts(text))


def test_all_faults_are_counted_and_the_first_is_told(facts):
    line = refused("zoom", facts("claim,spent\na,x\nb,1\nc,y\n,z\n"))
    assert 'line 2: spent: "x"' in line
    assert "3 more" in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("zoom", "missing.csv"), "missing.csv: it cannot be opened", id="no file"),
        pytest.param(("nope", "facts.csv"), "nope is neither a plan of the library", id="no plan"),
        pytest.param(("zoom", "FACTS", "--round", "2"), "has no round 2", id="no such round"),
        pytest.param(("zoom", "FACTS", "--explain", "zz"), "There is no claim 'zz'", id="no claim"),
    ],
)
def test_what_is_not_there_is_named(facts, arguments, says):
    path = facts(ZOOM)
    assert says in refused(*(path if word == "FACTS" else word for word in arguments))


def test_a_plan_with_a_fault_is_refused_with_its_line(facts, tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(WAGES.read_text(encoding="utf-8").replace("fund:", "fundd:", 1))
    assert refused(plan, facts("claim\na\n")).startswith("plan.yaml line ")


def test_a_fund_that_rounding_would_overspend_is_refused_by_how_much(facts, tmp_path):
    plan = tmp_path / "wages.yaml"
    text = WAGES.read_text(encoding="utf-8")
    plan.write_text(text)
    assert "payments: half_up" in text
    claims = "\n".join(f"w{number},50" for number in range(114))
    assert "$0.57 more than the net fund" in refused(plan, facts(f"claim,workweeks\n{claims}\n"))


def test_a_folder_that_is_no_bundle_does_not_verify(tmp_path):
    with pytest.raises(CommandError, match=r"has no manifest\.json"):
        call_command("verify", str(tmp_path), stdout=StringIO())


def test_what_was_passed_over_in_the_facts_is_told(facts):
    path = facts(ZOOM.replace("claim,", "Claim,") + ",,\n")

    rows, told = calculated("zoom", path)
    said = json.loads(printed("zoom", path, "--json"))

    assert len(rows) == 4
    assert told.splitlines()[:2] == [
        'facts.csv: Columns read by another spelling: "Claim" as claim.',
        "facts.csv: 1 row holds nothing: it is no row.",
    ]
    assert [note["what"] for note in said["notes"]] == ["header", "blank_rows"]
