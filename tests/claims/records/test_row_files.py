"""Rows come out of CSV and Parquet alike: trimmed text, with the line where each row starts."""

import csv
import gzip
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.records import row_batches
from claims.records.row_files import UnreadableRow, open_table

TWO = ("key", "name")


def read(path: Path, *required: str, **options: Any) -> list[tuple[int, dict[str, str]]]:
    return [row for batch in open_table(path, required or TWO, **options) for row in batch.rows()]


def unreadable(path: Path, *required: str) -> list[UnreadableRow]:
    return [row for batch in open_table(path, required or TWO) for row in batch.unreadable]


def without_extra(rows: list[tuple[int, dict[str, str]]]) -> list[tuple[int, str, str]]:
    return [(line, cells["key"], cells["name"]) for line, cells in rows]


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode(), id="plain"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no last line end"),
        pytest.param(lambda text: gzip.compress(text.encode()), id="gzip"),
        pytest.param(
            lambda text: gzip.compress(text[:9].encode()) + gzip.compress(text[9:].encode()),
            id="gzip in two members",
        ),
        pytest.param(
            lambda text: gzip.compress(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()),
            id="gzip, byte order mark and CRLF",
        ),
    ],
)
def test_the_same_rows_are_read_however_the_csv_is_written(
    tmp_path: Path, encode: Callable[[str], bytes]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(encode("key,name\n1,Zoë\n2,李\n"))

    assert without_extra(read(path)) == [(2, "1", "Zoë"), (3, "2", "李")]


def test_a_row_is_named_by_the_line_on_which_it_starts(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('key,name\n\n1,"one\ntwo"\n   \n2,b\n')

    assert without_extra(read(path)) == [(3, "1", "one\ntwo"), (6, "2", "b")]


def test_wholly_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\r\nkey,name\r\n\r\n \t\r\n1,a\r\n\r\n")

    assert without_extra(read(path)) == [(5, "1", "a")]


def test_cells_and_names_of_columns_are_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(' key ,"name "\n 1\t,"  a b\u00a0"\n')

    assert without_extra(read(path)) == [(2, "1", "a b")]


def test_a_quoted_cell_may_hold_commas_and_doubled_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('name,key\n"Diaz, ""Ana""",1\n')

    assert without_extra(read(path)) == [(2, "1", 'Diaz, "Ana"')]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(b"1,a\rb\n", "a\rb", id="inside a cell"),
        pytest.param(b'1,"a\rb"\n', "a\rb", id="inside a quoted cell"),
        pytest.param(b'"1","a\rb"\r\n', "a\rb", id="inside, and at the end"),
        pytest.param(b'1,"a\n\rb"\n', "a\n\rb", id="beside a line end"),
        pytest.param(b"1,a\r\r\n", "a", id="twice at the end"),
        pytest.param(b"1,a\r", "a", id="at the end of the file"),
    ],
)
def test_a_carriage_return_that_ends_no_line_is_part_of_its_cell(
    tmp_path: Path, line: bytes, name: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"key,name\n" + line)

    assert without_extra(read(path)) == [(2, "1", name)]


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name")

    assert read(path) == []


def test_unknown_columns_are_kept_as_evidence(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("batch,key,name,,note\n 7 ,1,a,x,\n,2,b,,\n")

    rows = read(path)

    assert [json.loads(cells["extra"] or "null") for _, cells in rows] == [
        {"batch": "7", "column 4": "x"},
        None,
    ]


def test_an_optional_column_that_is_not_there_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name\n1,a\n")

    assert read(path, "key", optional=["name", "medium"]) == [
        (2, {"key": "1", "name": "a", "medium": "", "extra": ""})
    ]


def test_rows_come_in_batches_of_bounded_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.records.csv_files.BATCH_ROWS", 2)
    path = tmp_path / "rows.csv"
    path.write_text("key,name\n1,a\nbroken\n3,c\n4,d\n5,e\n")

    batches = list(open_table(path, TWO))

    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert [row.line for batch in batches for row in batch.unreadable] == [3]


@pytest.mark.parametrize(
    ("line", "column", "reason", "cells"),
    [
        pytest.param(
            b"1",
            "",
            "The row has 1 fields, the header 2. "
            "Put a cell that contains a comma between quotation marks.",
            {"key": "1"},
            id="too few fields",
        ),
        pytest.param(
            b"1,a,b",
            "",
            "The row has 3 fields, the header 2. "
            "Put a cell that contains a comma between quotation marks.",
            {"key": "1", "name": "a"},
            id="too many fields",
        ),
        pytest.param(
            b'1,"a\nb",c',
            "",
            "The row has 3 fields (it runs to line 3), the header 2. "
            "Put a cell that contains a comma between quotation marks.",
            {"key": "1", "name": "a\nb"},
            id="too many fields over two lines",
        ),
        pytest.param(
            b"1,Jos\xe9",
            "name",
            "The cell contains bytes that are not UTF-8. Have it produced again as UTF-8.",
            {"key": "1"},
            id="Latin-1",
        ),
        pytest.param(
            b"1,\xed\xa0\x80",
            "name",
            "The cell contains bytes that are not UTF-8. Have it produced again as UTF-8.",
            {"key": "1"},
            id="an encoded surrogate",
        ),
        pytest.param(
            b"1,a\x00b",
            "name",
            "The cell contains a NUL character. Remove it.",
            {"key": "1"},
            id="NUL",
        ),
        pytest.param(
            b'1,"a"b',
            "",
            "The row cannot be read: text follows a closing quotation mark. "
            "Double each quotation mark inside a cell.",
            {"key": "1", "name": "ab"},
            id="text after a closing quotation mark",
        ),
        pytest.param(
            b"1,a\rb,c",
            "",
            "The row cannot be read: a carriage return stands inside the line. "
            "Remove it, or end each line with LF or CRLF.",
            {"key": "1", "name": "a\rb"},
            id="a carriage return, and a field too many",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_handed_over_alone(
    tmp_path: Path, line: bytes, column: str, reason: str, cells: dict[str, str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"key,name\n" + line + b"\n9,good\n")

    rows, bad = read(path), unreadable(path)

    assert [cells["key"] for _, cells in rows] == ["9"]
    assert [(row.line, row.column, row.reason, dict(row.cells)) for row in bad] == [
        (2, column, reason, cells)
    ]


@pytest.mark.parametrize(
    ("length", "readable"),
    [
        pytest.param(row_batches.LONGEST_CELL, 1, id="the longest cell"),
        pytest.param(row_batches.LONGEST_CELL + 1, 0, id="a character more"),
    ],
)
def test_a_cell_beyond_the_longest_is_refused(tmp_path: Path, length: int, readable: int) -> None:
    in_csv, in_parquet = tmp_path / "rows.csv", tmp_path / "rows.parquet"
    in_csv.write_text(f"key,name\n1,{'a' * length}\n")
    pq.write_table(pa.table({"key": ["1"], "name": ["a" * length]}), in_parquet)

    assert (len(read(in_csv)), len(unreadable(in_csv))) == (readable, 1 - readable)
    assert (len(read(in_parquet)), len(unreadable(in_parquet))) == (readable, 1 - readable)


def test_the_same_unreadable_row_has_the_same_hash_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"key,name\r\n1\r\n2\r\n1\n")

    first, second, third = (row.sha256 for row in unreadable(path))

    assert first == third != second


@pytest.mark.parametrize(
    ("array", "text"),
    [
        pytest.param(pa.array([" a "]), "a", id="text is trimmed"),
        pytest.param(pa.array(["a"], pa.large_string()), "a", id="long text"),
        pytest.param(pa.array(["a"]).dictionary_encode(), "a", id="a dictionary"),
        pytest.param(pa.array([b"Zo\xc3\xab"]), "Zoë", id="bytes that are UTF-8"),
        pytest.param(pa.array([None], pa.null()), "", id="nothing"),
        pytest.param(pa.array([" "]), "", id="blank"),
        pytest.param(pa.array([7]), "7", id="an integer"),
        pytest.param(pa.array([Decimal("29.90")]), "29.90", id="a decimal"),
        pytest.param(
            pa.array([Decimal("0E-10")], pa.decimal128(38, 10)),
            "0.0000000000",
            id="a small decimal",
        ),
        pytest.param(pa.array([True]), "true", id="a boolean"),
        pytest.param(pa.array([date(2024, 1, 31)]), "2024-01-31", id="a date"),
        pytest.param(
            pa.array([datetime(2024, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))]),
            "2024-01-01 00:00:00.000000Z",
            id="a moment with a zone",
        ),
        pytest.param(
            pa.array([datetime(2024, 1, 1, 2, tzinfo=UTC)], pa.timestamp("ns", "America/New_York")),
            "2024-01-01 02:00:00.000000000Z",
            id="a moment shown in New York",
        ),
        pytest.param(
            pa.array([datetime(2024, 1, 1, 2)], pa.timestamp("ms")),
            "2024-01-01 02:00:00.000",
            id="a moment without a zone",
        ),
        pytest.param(pa.array([float("nan")]), "", id="no number"),
    ],
)
def test_a_parquet_cell_reads_as_the_text_a_csv_would_hold(
    tmp_path: Path, array: pa.Array, text: str
) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"key": ["1"], "name": array}), path)

    assert without_extra(read(path)) == [(1, "1", text)]


def test_parquet_rows_are_counted_from_one_across_row_groups_and_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.records.parquet_files.BATCH_ROWS", 2)
    path = tmp_path / "rows.parquet"
    table = pa.table({"key": list("abcde"), "name": ["", "x\0", None, "y", "z"]})
    pq.write_table(table, path, row_group_size=3)

    assert without_extra(read(path)) == [(1, "a", ""), (3, "c", ""), (4, "d", "y"), (5, "e", "z")]
    assert [(row.line, row.column) for row in unreadable(path)] == [(2, "name")]


def test_bytes_in_parquet_that_are_no_text_are_refused_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    names = pa.array([b"ok", b"\xff"])
    pq.write_table(pa.table({"key": ["1", "2"], "name": names}), path)

    (row,) = unreadable(path)

    assert without_extra(read(path)) == [(1, "1", "ok")]
    assert (row.line, row.column, dict(row.cells)) == (2, "name", {"key": "2"})


def test_unknown_parquet_columns_of_any_type_are_kept_as_evidence(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = {"key": ["1"], "name": ["a"], "score": [1.5], "tags": [["x", "y"]], "none": [None]}
    pq.write_table(pa.table(table), path)

    ((_, cells),) = read(path)

    assert json.loads(cells["extra"]) == {"score": "1.5", "tags": "['x', 'y']"}


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("key,name\n1,a\n")
    reader = open_table(path, TWO)

    assert reader.position == 0
    list(reader)
    assert reader.position == reader.size == path.stat().st_size


def test_a_length_of_time_beyond_what_can_be_shown_refuses_its_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    lengths = pa.array([60, 2**62], pa.duration("s"))
    pq.write_table(pa.table({"key": ["1", "2"], "name": ["a", "b"], "spent": lengths}), path)

    ((_, cells),) = read(path)
    (row,) = unreadable(path)

    assert json.loads(cells["extra"]) == {"spent": "0:01:00"}
    assert (row.line, row.column, row.reason) == (
        2,
        "spent",
        "The cell holds a duration[s] beyond what can be shown. Write it as text.",
    )


def test_a_file_whose_name_is_no_text_is_called_by_what_can_be_read_of_it(tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/rows\xff.csv"))
    path.write_text("key,name\n1,a\n")

    assert open_table(path, TWO).name == "rows\ufffd.csv"


@pytest.mark.parametrize(
    "note", ["x", 'x"y', "x\\y", "x\ty", "é, {}", ""], ids=lambda note: repr(note)
)
def test_evidence_is_the_same_json_in_csv_and_parquet_and_row_by_row(
    tmp_path: Path, note: str
) -> None:
    in_csv, in_parquet = tmp_path / "rows.csv", tmp_path / "rows.parquet"
    rows = {"key": ["1", "2"], "b": [note, ""], "name": ["a", "a"], 'a"': ["", "7"]}
    pq.write_table(pa.table(rows), in_parquet)
    with in_csv.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([list(rows), *zip(*rows.values(), strict=True)])

    expected = [json.dumps({"b": note}, ensure_ascii=False) if note else "", '{"a\\"": "7"}']
    for path in (in_csv, in_parquet):
        assert [cells["extra"] for _, cells in read(path)] == expected
