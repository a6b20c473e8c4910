"""A file of facts: every kind of cell, blanks, and what stands beside facts drawn from rows."""

from datetime import date

import ibis
import pytest

from claims.plans import library_path, load
from claims.records.facts_file import missing_facts, read_facts
from claims.records.row_files import FileRefused, Note
from tests.claims.calculator.facts.productions import fact, plan_with

TYPES = {
    "devices": {"kind": "claim_value", "type": "count"},
    "loss": {"kind": "claim_value", "type": "amount"},
    "state": {"kind": "claim_value", "type": "text"},
    "born_on": {"kind": "claim_value", "type": "day"},
    "has_number": {"kind": "claim_value", "type": "yes_or_no"},
}


def _plan():
    label = {"label": {"en": "A fact", "es": "Un dato"}}
    stated = {key: {**kind, **label} for key, kind in TYPES.items()}
    return plan_with({**stated, "sent": fact("count", of="messages", within="class_period")})


def _read(tmp_path, text):
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8")
    table = read_facts(path, _plan(), ibis.duckdb.connect(threads=1))
    return table.order_by("line").to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("devices", "0", 0),
        ("devices", " 12 ", 12),
        ("devices", "", None),
        ("loss", "29.99", 2999),
        ("loss", '"$1,029.90"', 102990),
        ("loss", "5", 500),
        ("state", "Illinois", "Illinois"),
        ("born_on", "1980-02-29", date(1980, 2, 29)),
        ("has_number", "yes", True),
        ("has_number", "FALSE", False),
        ("has_number", "Y", True),
        ("has_number", "0", False),
        ("born_on", "1980-02-29T00:00:00", date(1980, 2, 29)),
        ("has_number", "", None),
        ("sent", "7", 7),
        ("sent_refused", "2", 2),
        ("sent_incomplete", "no", False),
    ],
)
def test_each_cell_is_read_as_its_fact_says(tmp_path, column, cell, value):
    (row,) = _read(tmp_path, f"claim,{column}\na,{cell}\n")
    assert row == {"line": 2, "claim": "a", f"fact_{column}": value}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("devices", "-1"),
        ("devices", "1.0"),
        ("devices", "9" * 19),
        ("loss", "1.999"),
        ("loss", "1e9"),
        ("loss", "NaN"),
        ("born_on", "1981-02-29"),
        ("born_on", "29/02/1980"),
        ("has_number", "2"),
        ("born_on", "1980-02-29 08:00:00"),
        ("sent_refused", "some"),
    ],
)
def test_a_cell_that_will_not_do_is_told_with_file_line_and_column(tmp_path, column, cell):
    with pytest.raises(FileRefused, match=rf"^facts\.csv: line 3: {column}: ") as refused:
        _read(tmp_path, f"claim,{column}\na,\nb,{cell}\n")
    assert "\n" not in str(refused.value)


def test_a_column_that_could_hold_what_people_wrote_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="could hold what people wrote"):
        _read(tmp_path, "claim,subject\na,hello\n")


def test_facts_without_a_column_are_named_and_what_the_plan_gives_is_not(tmp_path):
    plan = load(library_path("krakauer"))
    path = tmp_path / "facts.csv"
    path.write_text("claim\na\n", encoding="utf-8")
    table = read_facts(path, plan, ibis.duckdb.connect(threads=1))
    given_by_the_plan = {key for key, each in plan.facts.items() if each.kind == "matter_finding"}
    assert given_by_the_plan
    assert set(missing_facts(table, plan)) == set(plan.facts) - given_by_the_plan


def test_a_file_of_facts_is_read_as_people_save_it(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text('Claim,Born On,Has-Number,,\n="007",1980-02-29 00:00:00,Y,,\nb,,,\n,,,,\n')
    notes: list[Note] = []
    table = read_facts(path, _plan(), ibis.duckdb.connect(threads=1), notes=notes)

    rows = table.order_by("line").to_pyarrow().to_pylist()
    assert [(row["claim"], row["fact_born_on"], row["fact_has_number"]) for row in rows] == [
        ("007", date(1980, 2, 29), True),
        ("b", None, None),
    ]
    assert {note.what: note.count for note in notes} == {
        "header": 3,
        "blank_rows": 1,
        "wrapped": 1,
        "midnights": 1,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("claim,devices\n4.80012E+15,1\n", "line 2: claim: "),
        ("claim,devices,\na,1,\nb,2,x\n", "line 3: a cell stands in a column without a name."),
        ("claim,devices,Devices\na,1,1\n", '"Devices" is there twice'),
    ],
)
def test_a_file_of_facts_that_can_be_read_two_ways_is_refused(tmp_path, text, says):
    with pytest.raises(FileRefused, match=says):
        _read(tmp_path, text)
