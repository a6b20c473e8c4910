"""What people write of themselves, made comparable."""

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims.matching.linkage.comparable_particulars import (
    INPUT_COLUMNS,
    PARTICULARS_COLUMNS,
    in_usual_order,
    install_particulars,
    particulars_sql,
)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        install_particulars(connection)
        yield connection


def read(engine: duckdb.DuckDBPyConnection, **given: str) -> dict[str, Any]:
    schema = pa.schema([("key", pa.int64()), *((name, pa.string()) for name in INPUT_COLUMNS)])
    engine.register("given", pa.Table.from_pylist([{"key": 1, **given}], schema=schema))
    (row,) = engine.execute(particulars_sql("given", "key")).to_arrow_table().to_pylist()
    return row


@pytest.mark.parametrize(
    ("first", "last", "given", "family"),
    [
        ("  José ", "García", "jose", "garcia"),
        ("Dr. Mary Ann", "O'Brien", "mary", "obrien"),
        ("Ольга", "Иванова", "olga", "ivanova"),
        ("JEAN-LUC", "de la Cruz", "jean", "delacruz"),
        ("Ana", "Müller-Lüdenscheidt", "ana", "mullerludenscheidt"),
        ("Sam", "Lee Jr.", "sam", "lee"),
        ("", "Okafor", None, "okafor"),
        ("Jane", "…", "jane", None),
        ("", "Okafor, Jane A.", "jane", "okafor"),
        ("", "Jane Okafor", "jane", "okafor"),
        ("Jane Okafor", "", "jane", "okafor"),
        ("Okafor, Jane", "", "jane", "okafor"),
        ("", "de la Cruz", None, "delacruz"),
        ("", "Okafor, Jr.", None, "okafor"),
        ("Jane A", "", "jane", None),
    ],
)
def test_names_are_small_latin_letters(engine, first, last, given, family):
    row = read(engine, first_name=first, last_name=last)

    assert (row["given"], row["family"]) == (given, family)


def test_every_name_of_several_is_kept_but_particles(engine):
    row = read(engine, first_name="María José", last_name="García de la Vega-Ruiz III")

    assert row["givens"] == ["maria", "jose"]
    assert row["families"] == ["garcia", "vega", "ruiz"]
    assert row["suffix"] == "iii"


def test_two_names_are_no_forms_of_one_because_a_short_form_is_listed_for_both(engine):
    assert "william" not in read(engine, first_name="Robert")["roots"]
    assert "johnny" in read(engine, first_name="Jack")["roots"]


def test_short_forms_lead_to_the_names_they_stand_for(engine):
    assert {"bob", "robert"} <= set(read(engine, first_name="Bob")["roots"])
    assert set(read(engine, first_name="Bob")["roots"]) & set(
        read(engine, first_name="Rob")["roots"]
    )


@pytest.mark.parametrize(
    ("line", "number", "street", "unit"),
    [
        ("12 Linden Street", "12", "linden", None),
        ("12 N. Linden St.", "12", "linden", None),
        ("12 Linden St Apt 4B", "12", "linden", "4b"),
        ("12 Linden St #4", "12", "linden", "4"),
        ("12 59th Place NE", "12", "59", None),
        ("0012 Main", "0012", "main", None),
        ("12A Elm Ave", "12", "aelm", None),
        ("P.O. Box 77", "77", "pobox", None),
        ("PO Box 77", "77", "pobox", None),
        ("POB 77", "77", "pobox", None),
        ("Box 77", "77", "pobox", None),
        ("Linden Street", None, "linden", None),
        ("North Avenue", None, "northavenue", None),
        ("Apt 4B, 12 Linden Street", "12", "linden", "4b"),
        ("nowhere at all 5 or 6", None, "nowhereatall5or6", None),
        ("", None, None, None),
    ],
)
def test_a_street_is_number_street_and_unit(engine, line, number, street, unit):
    row = read(engine, street=line)

    assert (row["number"], row["street"], row["unit"]) == (number, street, unit)


def test_a_line_that_cannot_be_taken_apart_is_kept_whole():
    line = "apt 4 apt 5 12 main st unit 3 main"

    assert in_usual_order(line) == line


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"state": "california"}, {"state": "CA"}),
        ({"state": " ca "}, {"state": "CA"}),
        ({"state": "Ontario"}, {"state": "ON"}),
        ({"state": "Jalisco"}, {"state": "JALISCO"}),
        ({"city": "St. Louis"}, {"city": "stlouis"}),
        ({"postal_code": "94610-1234"}, {"postal": "94610"}),
        ({"postal_code": " k1a 0b1"}, {"postal": "K1A0B1"}),
        ({"postal_code": "4560"}, {"postal": "4560"}),
        ({"birth_date": "1974-01-31"}, {"birth": "19740131"}),
        ({"birth_date": "19740131"}, {"birth": "19740131"}),
        ({"birth_date": "1/31/1974"}, {"birth": "19740131"}),
        ({"birth_date": "31.1.1974"}, {"birth": "19740131"}),
        ({"birth_date": "1974-1-31"}, {"birth": "19740131"}),
        ({"birth_date": "1974-01-31 00:00:00"}, {"birth": "19740131"}),
        ({"birth_date": "January 31, 1974"}, {"birth": "19740131"}),
        ({"birth_date": "1/31/74"}, {"birth": None}),
        ({"birth_date": "1900-01-01"}, {"birth": None}),
        ({"birth_date": "1974"}, {"birth": "1974"}),
        ({"phone": "(510) 555-0134", "country": "US"}, {"phone": "+15105550134"}),
        ({"phone": "1 510 555 0134"}, {"phone": "+15105550134"}),
        ({"phone": "+44 20 7946 0000"}, {"phone": "+442079460000"}),
        ({"phone": "555-0134"}, {"phone": None}),
        ({"phone": "000-000-0000"}, {"phone": None}),
    ],
)
def test_other_details_have_one_form(engine, given, expected):
    row = read(engine, **given)

    assert {name: row[name] for name in expected} == expected


def test_what_is_not_given_is_null(engine):
    row = read(engine)

    assert {row[name] for name in PARTICULARS_COLUMNS if name not in ("givens", "families")} == {
        None
    }
