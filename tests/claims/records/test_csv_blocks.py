"""A CSV read in bulk says the same, to the last word, as one read line by line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.records import csv_files
from claims.records.csv_blocks import fitted_lines, plain_lines, read_plain_block
from claims.records.row_files import FileRefused, Form, Note, UnreadableRow, open_table
from tests.examples import examples

Said = tuple[list[tuple[int, dict[str, str]]], list[UnreadableRow], list[Note]] | str

_ODD = ["é\u00a0".encode(), b"\xff", b"\xed\xa0\x80", b"\0", b"\r", b"\t", b"\xef\xbb\xbf", b"\\"]
_QUOTED = [b'"', b'""', b'"c"', b'"d,e"', b'"f""g"', b'h"i', b'"j"k', b'"l\nm"']
_AROUND = [b'"=""007"""', b'="7"', b"'=1", "\u200b".encode(), b'" "', b"2024-01-31 00:00:00"]
CELLS = st.sampled_from([b"", b"a", b" b ", *_QUOTED, *_ODD, *_AROUND])
ROWS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"",
                b" ",
                b"1,a,x",
                b'1,"a",x',
                b"\t\x0b",
                b",,,",
                b"1,a,x,,",
                b"2,,,,",
                b'" ",,,,',
                b"\xef\xbb\xbf1,a,x",
            ]
        ),
        st.lists(CELLS, min_size=1, max_size=5).map(b",".join),
    ),
    max_size=9,
)


def said(path: Path) -> Said:
    """All that a reader says of a file."""
    forms = {"key": Form.IDENTIFIER, "name": Form.DAY}
    try:
        reader = open_table(path, ("key", "name"), forms=forms)
        batches = list(reader)
    except FileRefused as error:
        return str(error)
    rows = [row for batch in batches for row in batch.rows()]
    return rows, [row for batch in batches for row in batch.unreadable], reader.notes()


@contextmanager
def line_by_line() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_files, "read_plain_block", lambda *_: None)
        patched.setattr(csv_files, "plain_lines", lambda lines, _: [False] * len(lines))
        patched.setattr(csv_files, "fitted_lines", lambda lines, _: [None] * len(lines))
        yield


@given(rows=ROWS, line_end=st.sampled_from([b"\n", b"\r\n"]), block=st.integers(1, 40))
@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_in_bulk_changes_nothing(
    tmp_path: Path, rows: list[bytes], line_end: bytes, block: int
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(line_end.join([b"key,name,note", *rows]))
    with line_by_line():
        expected = said(path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_files, "_BLOCK_BYTES", block)
        found = said(path)

    assert found == expected


@pytest.mark.parametrize(
    ("line", "is_plain"),
    [
        pytest.param(b"1,a", True, id="two cells"),
        pytest.param(b"1,a\r", True, id="CRLF"),
        pytest.param(b",", True, id="blank cells"),
        pytest.param("1,é".encode(), True, id="beyond ASCII"),
        pytest.param(b'"1","a, ""b"""', True, id="quotation marks as they should be"),
        pytest.param(b"1", False, id="a cell too few"),
        pytest.param(b"1,a,b", False, id="a cell too many"),
        pytest.param(b"", False, id="a blank line"),
        pytest.param(b'1,a"b', False, id="a quotation mark inside"),
        pytest.param(b'1,"a"b', False, id="text after a closing quotation mark"),
        pytest.param(b'1,"a', False, id="a quotation mark left open"),
        pytest.param(b"1,a\rb", False, id="a lone carriage return"),
        pytest.param(b"1,a\r\r", False, id="two carriage returns"),
        pytest.param(b"1,\0", False, id="NUL"),
        pytest.param(b"1,\xe9", False, id="Latin-1"),
        pytest.param(b"1," + b"a" * 131_072, False, id="as long as a cell that is too long"),
    ],
)
def test_a_line_is_plain_if_it_can_mean_only_one_thing(line: bytes, is_plain: bool) -> None:
    assert plain_lines([line], ("key", "name")) == [is_plain]


@pytest.mark.parametrize(
    ("line", "fitted"),
    [
        pytest.param(b"1,a,", b"1,a", id="a cell more"),
        pytest.param(b"1,a,,,\r", b"1,a", id="three more, and CRLF"),
        pytest.param(b'"1","a,",', b'"1","a,"', id="quotation marks"),
        pytest.param(b"-,,", b"-,", id="a last cell that is empty"),
        pytest.param(b"1,a", None, id="none more"),
        pytest.param(b"1,a,b", None, id="a cell with something in it"),
        pytest.param(b"1,a,b,", None, id="something before the empty one"),
        pytest.param(b"1,a, ", None, id="a blank, which is read singly"),
        pytest.param(b",,", None, id="nothing at all"),
        pytest.param(b'1,"a"b,', None, id="text after a closing quotation mark"),
        pytest.param("1,é,".encode(), None, id="beyond ASCII"),
        pytest.param(b"1,a\0,", None, id="NUL"),
    ],
)
def test_a_line_is_cut_to_the_header_if_it_is_plain_but_for_empty_cells(
    line: bytes, fitted: bytes | None
) -> None:
    assert fitted_lines([line], ("key", "name")) == [fitted]


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        pytest.param(b"1,a\n2,b\n", 2, id="whole lines"),
        pytest.param(b"1,a\r\n2,b", 2, id="CRLF and no last line end"),
        pytest.param(b"1,a\n\n2,b\n", None, id="a blank line"),
        pytest.param(b"1,a\n2\n", None, id="a cell too few"),
        pytest.param(b'1,"a"\n', None, id="a quotation mark"),
    ],
)
def test_a_block_is_read_at_once_if_nothing_in_it_is_odd(block: bytes, rows: int | None) -> None:
    table: Any = read_plain_block(block, ("key", "name"))

    assert (None if table is None else table.num_rows) == rows


def test_a_byte_order_mark_that_begins_a_block_further_down_is_part_of_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "_BLOCK_BYTES", 1)
    path = tmp_path / "rows.csv"
    path.write_text("key,name\n1,a\n\ufeff2,b\n", encoding="utf-8-sig")

    rows = [row for batch in open_table(path, ("key", "name")) for row in batch.rows()]

    assert [cells["key"] for _, cells in rows] == ["1", "\ufeff2"]
