"""What programs put around rows and cells goes, with a count: in CSV and Parquet alike."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.records.headers import folded_name, visible_name
from claims.records.row_files import FileRefused, Form, TableReader, open_table

pytestmark = pytest.mark.one_engine

FORMS: Mapping[str, Form] = {
    "key": Form.IDENTIFIER,
    "day": Form.DAY,
    "at": Form.MOMENT,
    "word": Form.VALUE,
}
Write = Callable[[Sequence[Mapping[str, str]]], Path]
Rows = list[tuple[int, dict[str, str]]]


@pytest.fixture(params=["CSV", "quoted CSV", "Parquet"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Write the same rows as one kind of file; the names of columns are those of the first row."""

    def write(rows: Sequence[Mapping[str, str]]) -> Path:
        if request.param == "Parquet":
            path = tmp_path / "rows.parquet"
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            pq.write_table(
                pa.table({name: pa.array(cells) for name, cells in columns.items()}), path
            )
            return path
        path = tmp_path / "rows.csv"
        quoting = csv.QUOTE_ALL if request.param == "quoted CSV" else csv.QUOTE_MINIMAL
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), quoting=quoting)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def opened(path: Path, *optional: str) -> TableReader:
    return open_table(path, ("key",), optional or ("name", "day", "word"), forms=FORMS)


def read(path: Path, *optional: str) -> tuple[list[dict[str, str]], list[tuple[str, int]]]:
    """The cells of each row, without columns that the file does not have, and what was noted."""
    reader = opened(path, *optional)
    rows = [cells for batch in reader for _, cells in batch.rows()]
    there = (*reader.columns, "extra")
    kept = [{name: cell for name, cell in cells.items() if name in there} for cells in rows]
    return kept, [(note.what, note.count) for note in reader.notes()]


BLANKS = ["", " ", "\u00a0", "\u200b", "\ufeff \u2060", "\u3000", "\t"]


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_row_whose_cells_show_nothing_is_no_row_and_is_counted(write: Write, blank: str) -> None:
    nothing = dict.fromkeys(("key", "name", "note"), blank)
    path = write([{"key": "1", "name": "a", "note": ""}, nothing, nothing])

    rows, noted = read(path, "name")

    assert rows == [{"key": "1", "name": "a", "extra": ""}]
    assert noted == [("blank_rows", 2)]


@pytest.mark.parametrize("column", ["key", "name", "note"])
def test_a_row_with_one_cell_that_shows_something_is_a_row(write: Write, column: str) -> None:
    nothing = dict.fromkeys(("key", "name", "note"), "")
    path = write([{"key": "1", "name": "a", "note": ""}, nothing | {column: "x"}])

    rows, noted = read(path, "name")

    assert len(rows) == 2
    assert noted == []


def test_a_parquet_row_of_nulls_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = {"key": ["1", None, None], "name": ["a", None, ""], "score": [1.5, None, float("nan")]}
    pq.write_table(pa.table(table), path)

    rows, noted = read(path, "name")

    assert [row["key"] for row in rows] == ["1"]
    assert noted == [("blank_rows", 2)]


def test_lines_are_still_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name\n,\n1,a\n, \n2,b,\n")

    lines = [line for batch in opened(path, "name") for line, _ in batch.rows()]

    assert lines == [3, 5]


def test_rows_of_commas_before_the_header_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(',\n" ",\nkey,name\n1,a\n')

    assert [cells["key"] for batch in opened(path, "name") for _, cells in batch.rows()] == ["1"]


@pytest.mark.parametrize(
    ("line", "cells", "noted"),
    [
        pytest.param("1,a,", ["1", "a"], [("cells_beyond_header", 1)], id="one comma more"),
        pytest.param("1,a,,,", ["1", "a"], [("cells_beyond_header", 1)], id="three more"),
        pytest.param('1,a," ",\u200b', ["1", "a"], [("cells_beyond_header", 1)], id="blanks"),
        pytest.param("1,a,b", None, [], id="a cell with something in it"),
        pytest.param("1,a,,b", None, [], id="something after an empty one"),
        pytest.param("1", None, [], id="a cell too few"),
        pytest.param(",,", [], [("blank_rows", 1)], id="nothing at all"),
        pytest.param("", [], [], id="an empty line"),
    ],
)
def test_only_empty_cells_beyond_the_header_are_left_out(
    tmp_path: Path, line: str, cells: list[str] | None, noted: list[tuple[str, int]]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"key,name\n0,z\n{line}\n", encoding="utf-8")
    reader = opened(path, "name")
    batches = list(reader)

    rows = [[row["key"], row["name"]] for batch in batches for _, row in batch.rows()]
    unreadable = [row.line for batch in batches for row in batch.unreadable]

    assert unreadable == ([3] if cells is None else [])
    assert rows == [["0", "z"], *([cells] if cells else [])]
    assert [(note.what, note.count) for note in reader.notes()] == noted


def test_a_row_may_end_before_columns_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name,,\n1,a\n2,b,\n3,c,,x\n4\n")
    batches = list(opened(path, "name"))

    rows = [(row["key"], row["extra"]) for batch in batches for _, row in batch.rows()]

    assert rows == [("1", ""), ("2", ""), ("3", '{"column 4": "x"}')]
    assert [row.line for batch in batches for row in batch.unreadable] == [5]


@pytest.mark.parametrize(
    ("found", "column"),
    [
        pytest.param("external_ref", "external_ref", id="as it is"),
        pytest.param("External Ref", "external_ref", id="capitals and a blank"),
        pytest.param("EXTERNAL_REF", "external_ref", id="capitals"),
        pytest.param("ExternalRef", "external_ref", id="in one word"),
        pytest.param("external__ref ", "external_ref", id="two underscores"),
        pytest.param("external-ref", "external_ref", id="a hyphen"),
        pytest.param("\u200bexternal\u00a0ref", "external_ref", id="what cannot be seen"),
        pytest.param("\ufeffexternal_ref", "external_ref", id="a second byte order mark"),
        pytest.param("external\nref", "external_ref", id="on two lines"),
        pytest.param("external reference", "external reference", id="another word"),
        pytest.param("extern\u0430l_ref", "extern\u0430l_ref", id="another alphabet"),
    ],
)
def test_a_column_is_found_however_its_name_is_spelled(
    write: Write, found: str, column: str
) -> None:
    path = write([{"key": "1", found: "R1"}])
    reader = open_table(path, ("key",), ("external_ref",))
    list(reader)

    assert reader.columns == ("key", column)
    texts = [note.text for note in reader.notes()]
    if found.strip() == column or column != "external_ref":
        assert texts == []
    else:
        assert texts == [
            f'Columns read by another spelling: "{visible_name(found.strip())}" as external_ref.'
        ]


def test_an_unknown_column_keeps_its_own_name(write: Write) -> None:
    rows, noted = read(write([{"key": "1", "Batch No": "7", "KEY 2": "8"}]), "name")

    assert [json.loads(row["extra"]) for row in rows] == [{"Batch No": "7", "KEY 2": "8"}]
    assert noted == []


def test_a_column_of_evidence_that_is_looked_up_is_kept_by_its_name(write: Write) -> None:
    path = write([{"key": "1", "Date of Birth": "1980-02-29", "Note": "x"}])
    reader = open_table(path, ("key",), evidence=("date_of_birth",))

    (cells,) = [cells for batch in reader for _, cells in batch.rows()]

    assert json.loads(cells["extra"]) == {"date_of_birth": "1980-02-29", "Note": "x"}
    assert [note.count for note in reader.notes()] == [1]


def test_two_spellings_of_one_column_refuse_the_file(write: Write) -> None:
    path = write([{"key": "1", "First Name": "a", "first_name": "b"}])

    with pytest.raises(FileRefused, match='"first_name" is there twice, the other time as "First'):
        open_table(path, ("key",), ("first_name",))


def test_names_that_fold_alike_are_told_by_their_own_spelling_alone(write: Write) -> None:
    reader = open_table(write([{"a b": "1", "ab": "2", "A_B": "3"}]), ("a b", "ab"))

    assert reader.columns == ("a b", "ab", "A_B")
    assert folded_name("a b") == folded_name("A_B")


@pytest.mark.parametrize(
    ("cell", "text", "noted"),
    [
        pytest.param('="00123"', "00123", [("wrapped", 1)], id="wrapped"),
        pytest.param('="00123" ', "00123", [("wrapped", 1)], id="wrapped, with a blank"),
        pytest.param('="say ""a"""', 'say "a"', [("wrapped", 1)], id="wrapped quotation marks"),
        pytest.param('=""', "", [("wrapped", 1)], id="wrapped nothing"),
        pytest.param('="a"&"b"', '="a"&"b"', [], id="a formula of two texts"),
        pytest.param('="00123', '="00123', [], id="not closed"),
        pytest.param("=00123", "=00123", [], id="a formula"),
        pytest.param('"00123"', '"00123"', [], id="quotation marks alone"),
        pytest.param("'=1+1", "=1+1", [("guarded", 1)], id="a guarded formula"),
        pytest.param("'-12", "-12", [("guarded", 1)], id="a guarded number"),
        pytest.param("'+1 617 555 0100", "+1 617 555 0100", [("guarded", 1)], id="a telephone"),
        pytest.param("'@ana", "@ana", [("guarded", 1)], id="a guarded sign"),
        pytest.param("'00123", "'00123", [], id="an apostrophe before a digit"),
        pytest.param("'s-Hertogenbosch", "'s-Hertogenbosch", [], id="an apostrophe of a name"),
    ],
)
def test_what_a_spreadsheet_puts_around_a_text_goes(
    write: Write, cell: str, text: str, noted: list[tuple[str, int]]
) -> None:
    for column in ("key", "name", "note"):
        (row,), found = read(
            write([{"key": "1", "name": "a", "note": "b"} | {column: cell}]), "name"
        )

        held = json.loads(row["extra"] or "{}").get("note", "") if column == "note" else row[column]
        assert (held, found) == (text, noted)


@pytest.mark.parametrize("cell", ["\u200bM1", "M1\ufeff", "M\u00ad1", "\u202aM1\u202c"], ids=ascii)
def test_identifiers_are_read_without_what_cannot_be_seen_and_texts_are_kept(
    write: Write, cell: str
) -> None:
    (row,), noted = read(write([{"key": cell, "name": cell, "word": cell, "note": cell}]))

    assert (row["key"], row["word"]) == ("M1", "M1")
    assert (row["name"], json.loads(row["extra"])["note"]) == (cell, cell)
    assert noted == [("unseen", 1), ("unseen", 1)]


def test_a_blank_that_does_not_break_is_a_blank_inside_a_value(write: Write) -> None:
    (row,), noted = read(write([{"key": "1", "word": "$\u00a029.99"}]))

    assert (row["word"], noted) == ("$ 29.99", [("unseen", 1)])


@pytest.mark.parametrize(
    "cell",
    [
        "1.91431E+18", "1,91431E+18", "1.91431e+18", "1.91431E18", "1E+18", "-1.5E+12", "1.00E-05",
        "19.1431E+17",
    ],
)  # fmt: skip
def test_an_identifier_that_a_spreadsheet_shortened_refuses_the_file(
    write: Write, cell: str
) -> None:
    path = write([{"key": "1", "name": "a"}, {"key": cell, "name": "b"}])
    line = 2 if path.suffix == ".parquet" else 3

    with pytest.raises(FileRefused) as caught:
        read(path)

    assert str(caught.value) == (
        f'{path.name}: line {line}: key: "{cell}" is a number as a spreadsheet shortens it: its '
        "last digits are lost, and several identifiers may have become one. Give the column the "
        "format Text where the identifiers are still whole, and export the file again."
    )


@pytest.mark.parametrize(
    "cell", ["12E34", "1E5", "5E-03", "1.5", "E+18", "1.9E", "A1.9E+18", "1.9E+18A", "1.91431"]
)
def test_an_identifier_that_only_looks_like_it_is_read(write: Write, cell: str) -> None:
    (row,), _ = read(write([{"key": cell, "name": "a"}]))

    assert row["key"] == cell


def test_a_text_may_be_a_shortened_number(write: Write) -> None:
    (row,), _ = read(write([{"key": "1", "name": "1.91431E+18", "word": "1.5E+3"}]))

    assert (row["name"], row["word"]) == ("1.91431E+18", "1.5E+3")


def test_days_that_are_midnights_are_counted_and_stay_as_they_are_written(write: Write) -> None:
    days = ["2024-01-31 00:00:00", "2024-01-31", "2024-01-31T08:00:00", ""]
    rows, noted = read(write([{"key": str(at), "day": day} for at, day in enumerate(days)]))

    assert [row["day"] for row in rows] == days
    assert noted == [("midnights", 1)]


def test_each_note_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('Key,name\n,\n1,a,\n="2",b\n="3",c\n', encoding="utf-8")
    reader = opened(path, "name")
    list(reader)

    assert [note.text for note in reader.notes()] == [
        'Columns read by another spelling: "Key" as key.',
        "1 row holds nothing: it is no row.",
        "1 row ends in empty cells beyond the header: they were left out.",
        'key: 2 cells are written as ="…": read as the text inside.',
    ]


DAY = datetime(2024, 1, 31)
NEW_YORK = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        pytest.param([DAY, DAY], ["2024-01-31 00:00:00.000000"] * 2, id="midnights"),
        pytest.param(
            [DAY, None, DAY.replace(hour=8)],
            ["2024-01-31 00:00:00.000000", "", "2024-01-31 08:00:00.000000"],
            id="a midnight and another",
        ),
        pytest.param([None, None], ["", ""], id="none at all"),
        pytest.param(
            [DAY.replace(tzinfo=UTC)], ["2024-01-31 00:00:00.000000Z"], id="a midnight of UTC"
        ),
        pytest.param([date(2024, 1, 31)], ["2024-01-31"], id="a date"),
    ],
)
def test_moments_in_a_parquet_column_of_days_are_judged_one_by_one(
    tmp_path: Path, array: list[Any], texts: list[str]
) -> None:
    path = tmp_path / "rows.parquet"
    typed = pa.array(array) if any(array) else pa.array(array, pa.timestamp("ns"))
    pq.write_table(pa.table({"key": [str(at) for at in range(len(array))], "day": typed}), path)

    assert [row["day"] for row in read(path)[0]] == texts


@pytest.mark.parametrize(
    ("column", "array", "says"),
    [
        pytest.param(
            "day",
            pa.array([None, DAY.replace(hour=8), DAY.replace(hour=9)]),
            'the column "day" holds moments none of which is midnight (row 2: "2024-01-31 '
            '08:00:00.000000"), and not days. Write days: as dates, or as text like 2024-01-31.',
            id="a day, no midnight",
        ),
        pytest.param(
            "day",
            pa.array([DAY.replace(tzinfo=NEW_YORK)] * 3, pa.timestamp("us", "America/New_York")),
            'the column "day" holds moments of the zone America/New_York (row 1 in UTC: '
            '"2024-01-31 05:00:00.000000Z"), and a moment is not one day everywhere. Write days: '
            "as dates, or as text like 2024-01-31.",
            id="a day of another zone",
        ),
        pytest.param(
            "at",
            pa.array([None, DAY, DAY]),
            'the column "at" holds moments without a time zone (row 2: "2024-01-31 '
            '00:00:00.000000"). Write the file again with moments in UTC, or as text that ends '
            "in Z.",
            id="a moment without a zone",
        ),
        pytest.param(
            "at",
            pa.array([DAY, DAY, DAY]).dictionary_encode(),
            'the column "at" holds moments without a time zone (row 1: "2024-01-31 '
            '00:00:00.000000"). Write the file again with moments in UTC, or as text that ends '
            "in Z.",
            id="in a dictionary",
        ),
    ],
)
def test_a_parquet_column_of_moments_that_cannot_be_read_is_refused_once(
    tmp_path: Path, column: str, array: pa.Array, says: str
) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"key": ["1", "2", "3"], column: array}), path)

    with pytest.raises(FileRefused) as caught:
        opened(path, "day", "at")

    assert str(caught.value) == f"rows.parquet: {says}"


def test_a_midnight_far_down_a_parquet_column_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.records.parquet_files.BATCH_ROWS", 2)
    path = tmp_path / "rows.parquet"
    days = [DAY.replace(hour=8)] * 5 + [DAY]
    pq.write_table(pa.table({"key": list("abcdef"), "day": pa.array(days)}), path)

    assert len(read(path)[0]) == 6


def test_a_parquet_column_of_moments_that_is_empty_needs_no_zone(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    nothing = pa.array([None], pa.timestamp("ns", "America/New_York"))
    pq.write_table(pa.table({"key": ["1"], "day": nothing, "at": pa.nulls(1)}), path)

    assert len(read(path, "day", "at")[0]) == 1
