"""The plain lines of a CSV, read in bulk: those that can mean only one thing.

A line is plain if every cell either holds no quotation mark or stands between two, with those in
it doubled; if nothing in it is a NUL, a lone carriage return or not UTF-8; and if it has as many
cells as the header. All others are for `csv_records`, which reads them one by one and says what is
wrong with them.
"""

import codecs
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from claims.records.row_batches import LONGEST_CELL

_CELL = r'(?:[^",\r\x00]*|"(?:[^"\r\x00]|"")*")'
# Beyond it the pattern takes too much memory.
_MOST_COLUMNS = 200


def read_plain_block(block: bytes, columns: Sequence[str]) -> pa.Table | None:
    """The cells of a block of whole lines, as text in columns; None unless each line is plain and
    holds no quotation mark."""
    if (
        len(columns) == 1  # A blank line would be a cell.
        or b'"' in block
        or b"\0" in block
        or block.count(b"\r") != block.count(b"\r\n")
        or not _is_utf8(block)
    ):
        return None
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    table = _parse_csv(block, columns, quote=False)
    return table if table is not None and table.num_rows == lines else None


def plain_lines(lines: Sequence[bytes], columns: Sequence[str]) -> list[bool]:
    """Which of the lines (without their LF) are plain."""
    if not 1 < len(columns) <= _MOST_COLUMNS:
        return [False] * len(lines)
    if _is_utf8(b"\n".join(lines)):
        texts = pa.array(lines, pa.binary()).cast(pa.string())
    else:
        texts = pa.array([line if _is_utf8(line) else None for line in lines], pa.binary())
        texts = texts.cast(pa.string())
    pattern = rf"^{_CELL}(?:,{_CELL}){{{len(columns) - 1}}}\r?$"
    fits = pc.and_(
        pc.match_substring_regex(texts, pattern),
        pc.less_equal(pc.binary_length(texts), LONGEST_CELL),
    )
    return list(pc.fill_null(fits, False).to_pylist())


def fitted_lines(lines: Sequence[bytes], columns: Sequence[str]) -> list[bytes | None]:
    """Each line that is plain but for empty cells beyond the header, without those; None for the
    others. Lines beyond ASCII, or in which nothing stands, are left to be read one by one."""
    if not 1 < len(columns) <= _MOST_COLUMNS or not any(b"," in line[-2:] for line in lines):
        return [None] * len(lines)
    texts = pa.array([line if line.isascii() else None for line in lines], pa.binary())
    texts = texts.cast(pa.string())
    pattern = rf"^({_CELL}(?:,{_CELL}){{{len(columns) - 1}}}),+\r?$"
    fits = pc.and_(
        pc.and_(
            pc.match_substring_regex(texts, pattern), pc.match_substring_regex(texts, "[!#-+.-~-]")
        ),
        pc.less_equal(pc.binary_length(texts), LONGEST_CELL),
    )
    cut = pc.replace_substring_regex(pc.if_else(fits, texts, None), pattern, r"\1")
    return list(cut.cast(pa.binary()).to_pylist())


def read_plain_lines(lines: Sequence[bytes], columns: Sequence[str]) -> pa.Table:
    """The cells of lines that were found plain."""
    table = _parse_csv(b"\n".join(lines) + b"\n", columns, quote='"')
    if table is None or table.num_rows != len(lines):
        raise ArithmeticError(f"{len(lines)} plain lines were not read as as many rows.")
    return table


def _parse_csv(data: bytes, columns: Sequence[str], quote: Any) -> pa.Table | None:
    """None where a line has another number of cells, or a cell is too long to be one."""
    if data.startswith(codecs.BOM_UTF8):
        # It would be dropped, though only the first of a file is a mark.
        data = b",".join([b""] * len(columns)) + b"\n" + data
        table = _parse_csv(data, columns, quote)
        return None if table is None else table.slice(1)
    names = [str(at) for at in range(len(columns))]
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            # One block, so that the rows cannot be cut anew.
            csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
            # A blank line would be a row of blanks; left out, it shows in the count.
            csv.ParseOptions(quote_char=quote, ignore_empty_lines=True),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    longest = (pc.max(pc.binary_length(column)).as_py() or 0 for column in table.columns)
    if max(longest, default=0) > LONGEST_CELL:
        return None
    return table.rename_columns(list(columns)).combine_chunks()


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
