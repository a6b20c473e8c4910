"""The text that a seal is taken over: the same bytes whoever writes them, and nobody's name."""

import csv
import hashlib
import hmac
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from claims.calculator import determinations_table, facts_table, pseudonyms_table
from claims.tally.canonical_tables import LONGEST_LINE, CannotWrite, root_of, write_canonical
from claims.verification import root
from tests.claims.calculator.cases import Row, account, claim, message, records, subscription
from tests.claims.calculator.tallied import Tallied, fund_text, tallied

KEY = bytes(range(32))


def written(rows: list[Row], folder: Path) -> str:
    connection, path = ibis.duckdb.connect(), folder / "rows.csv"
    table = pa.Table.from_pylist(rows)
    connection.create_table("rows", ibis.memtable(table), temp=True)
    sha256 = write_canonical(connection, connection.table("rows"), path)
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    return path.read_bytes().decode()


TEXTS = ("plain", "", None, "a,b", 'say "so"', "two\nlines", "a\rb", "é𝔘", " spaces ", "#no", "=1")


def test_text_is_quoted_only_where_it_has_to_be_and_no_text_is_not_unknown(tmp_path):
    rows = [{"claim": place, "note": text} for place, text in enumerate(TEXTS, start=1)]
    text = written(rows, tmp_path)
    assert text == (
        'claim,note\n1,plain\n2,""\n3,\n4,"a,b"\n5,"say ""so"""\n6,"two\nlines"\n7,"a\rb"\n'
        "8,é𝔘\n9, spaces \n10,#no\n11,=1\n"
    )
    assert [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1:] == [
        text or "" for text in TEXTS
    ]


def test_every_other_value_has_one_way_to_be_written(tmp_path):
    row = {
        "claim": 1,
        "yes": True,
        "no": False,
        "on": date(987, 1, 2),
        "at": datetime(2026, 3, 1, 12, 0, 0, 12),
        "cents": 2**62,
        "below": -3,
    }
    text = written([row, dict.fromkeys(row, None) | {"claim": 2}], tmp_path)
    assert text.splitlines()[1:] == [
        f"1,true,false,0987-01-02,2026-03-01T12:00:00.000012Z,{2**62},-3",
        "2,,,,,,",
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        pytest.param([{"claim": 1, "rate": 0.5}], "rate is float64", id="a float"),
        pytest.param([{"claim": 1}, {"claim": 3}], "Claim 2 is missing", id="a gap"),
        pytest.param([{"claim": 2}], "Claim 1 is missing", id="no first claim"),
        pytest.param([{"claim": 1}, {"claim": 1}], "Claim 2 is missing or there twice", id="twice"),
        pytest.param(
            [{"claim": 1, "note": "x" * LONGEST_LINE}], "Shorten the text", id="a row too long"
        ),
    ],
)
def test_rows_without_a_canonical_text_are_refused(rows, says, tmp_path):
    with pytest.raises(CannotWrite, match=says):
        written(rows, tmp_path)


def test_no_claims_are_a_header_alone(tmp_path):
    path = tmp_path / "rows.csv"
    connection = ibis.duckdb.connect()
    connection.create_table(
        "none", schema=ibis.schema({"claim": "int64", "note": "string"}), temp=True
    )
    write_canonical(connection, connection.table("none"), path)
    assert path.read_text() == "claim,note\n"


def population() -> list[Row]:
    """Claims of three accounts and of none, some filed at one moment, with texts of any kind."""
    claims = [
        claim(place, account_id=account_id, fact_note=text, sort_ref=f"S{place % 4}")
        for place, (account_id, text) in enumerate(
            zip(("A", "B", None, "A", "C", "B", "A", "C", "A", "B", "C"), TEXTS, strict=True),
            start=1,
        )
    ]
    claims[3] |= {"given_name": "bea"}
    claims[6] |= {"given_name": "bea", "family_name": ""}
    return claims


def produced() -> dict[str, Any]:
    return records(
        accounts=[account(i) for i in "ABC"],
        subscriptions=[subscription(f"S{i}", i) for i in "AC"],
        messages=[message(f"M{i}", i) for i in "ABC"],
    )


def hashes(found: Tallied, folder: Path) -> tuple[str, ...]:
    tables = {
        "facts": facts_table(found.claims, found.determinations, found.plan),
        "determinations": determinations_table(found.determinations, found.plan),
        "pseudonyms": pseudonyms_table(found.claims, KEY),
    }
    return tuple(
        write_canonical(found.connection, table, folder / f"{name}.csv")
        for name, table in tables.items()
    )


@pytest.mark.long
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("seed", [1, 2])
def test_neither_threads_nor_the_order_of_rows_change_a_byte(threads, seed, tmp_path):
    found = tallied(population(), produced(), fund_text(), threads=threads, seed=seed)
    assert hashes(found, tmp_path) == hashes(
        tallied(population(), produced(), fund_text(), seed=0), tmp_path
    )


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    folder = tmp_path_factory.mktemp("rows")
    hashes(tallied(population(), produced(), fund_text()), folder)
    return {
        path.stem: list(csv.DictReader(path.read_text().splitlines(keepends=True)))
        for path in folder.iterdir()
    }


def test_accounts_are_numbered_in_the_order_of_their_first_claims(rows):
    # Filed at one moment, so in the order of sort_ref: claims 4 and 8 come first, then 1, 5, 9.
    assert [row["account"] for row in rows["facts"]] == [
        *("1", "2", "1", "2", "1", "3", "3", "3", "", "1", "2")
    ]


def test_a_name_is_told_by_the_accounts_first_claim_that_has_it(rows):
    # The first claim of account 1 is Bea's, the others are Ana's, one without a family name.
    assert [row["given_name_class"] for row in rows["facts"]] == [
        *("1", "2", "3", "2", "3", "6", "6", "6", "", "1", "2")
    ]
    assert [row["family_name_class"] for row in rows["facts"]] == [
        *("1", "2", "1", "2", "1", "6", "6", "6", "", "", "2")
    ]


def test_no_reference_and_no_name_of_a_person_is_in_what_is_sealed(rows):
    words = {cell for table in rows.values() for row in table for cell in row.values()}
    assert not words & {"ana", "bea", "lopez", "A", "B", "C", "S1", "CF-1"}


def test_a_pseudonym_is_the_hmac_of_the_reference_or_the_account_under_the_matters_key(rows):
    def of(text: str) -> str:
        return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()[:32]

    # Claim 1 of the tally is claim 4 of the population, claim 9 the one without an account.
    first, unmatched = rows["pseudonyms"][0], rows["pseudonyms"][8]
    assert first["claim_pseudonym"] == of("claim:CF-4")
    assert first["account_pseudonym"] == of("account:A")
    assert (unmatched["claim_pseudonym"], unmatched["account_pseudonym"]) == (of("claim:CF-3"), "")


ROOT = ("p" * 64, "f" * 64, "d" * 64, {"counts": {"claims": 2}, "awards_cents": {}, "fund": {}})


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        (0, "q" * 64),
        (1, "d" * 64),
        (2, "f" * 64),
        (3, {"counts": {"claims": 3}, "awards_cents": {}, "fund": {}}),
    ],
)
def test_the_root_changes_with_each_of_the_things_it_stands_for(place, changed):
    parts = list(ROOT)
    parts[place] = changed
    assert root_of(*parts) != root_of(*ROOT)


def test_the_order_of_the_keys_of_the_totals_does_not_change_the_root():
    turned = dict(reversed(ROOT[3].items()))
    assert root_of(*ROOT[:3], turned) == root_of(*ROOT)


def test_the_second_implementation_takes_the_same_root():
    assert root.root_of(*ROOT) == root_of(*ROOT)
