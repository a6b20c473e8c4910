"""What programs put around the rows and cells of a table, taken off before any rule looks at them.

Whole columns are looked at first, and single cells only where a column holds something odd. What
was taken off is counted, so that it can be printed: nothing goes without a word.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from claims.records.grammar import DAY_AT_MIDNIGHT, NUMBER_OF_A_SPREADSHEET, WRAPPED_RE
from claims.records.headers import Header
from claims.records.row_batches import EXTRA, LINE, FileRefused, Form, Note
from claims.texts import INVISIBLE, one_line

_UNSEEN = INVISIBLE.encode("ascii").decode("unicode_escape")
# The engine's patterns know no \u.
_HOLDS_UNSEEN = f"[{_UNSEEN}]"
_LOOKS_LIKE_A_BLANK = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SHOWS_NOTHING = rf"^[\s{_UNSEEN}]+$"
_GUARDED = r"^'[=+\-@]"
_SHORTENED = f"^(?:{NUMBER_OF_A_SPREADSHEET})$"
_MIDNIGHT = f"^(?:{DAY_AT_MIDNIGHT})$"
_DAY_LENGTH = len("2024-01-31")

_SENTENCES = {
    "blank_rows": ("row holds nothing: it is no row", "rows hold nothing: they are no rows"),
    "cells_beyond_header": (
        "row ends in empty cells beyond the header: they were left out",
        "rows end in empty cells beyond the header: they were left out",
    ),
    "wrapped": (
        'cell is written as ="…": read as the text inside',
        'cells are written as ="…": read as the text inside',
    ),
    "guarded": (
        "cell begins with an apostrophe that guards against formulas: read without it",
        "cells begin with an apostrophe that guards against formulas: read without it",
    ),
    "unseen": (
        "cell holds characters that cannot be seen, or look like a blank: read as it looks",
        "cells hold characters that cannot be seen, or look like a blank: read as they look",
    ),
    "midnights": (
        "cell is a moment at midnight: read as its day",
        "cells are moments at midnight: read as their days",
    ),
}


@dataclass(frozen=True, slots=True)
class OddCharacters:
    """What a block of cells may hold; a cheap look spares a costly one."""

    quotes: bool
    apostrophes: bool
    beyond_ascii: bool

    @classmethod
    def of(cls, block: bytes) -> Self:
        """What the bytes hold."""
        return cls(b'"' in block, b"'" in block, not block.isascii())

    @classmethod
    def in_texts(cls, texts: pa.Array) -> Self:
        """What the texts hold, or those beside them in memory."""
        bytes_of_all = texts.buffers()[2]
        return cls.of(b"" if bytes_of_all is None else bytes_of_all.to_pybytes())


class CellCleaner:
    """Takes off what is around the cells of one file, and keeps count of it."""

    def __init__(
        self, name: str, header: Header, required: Sequence[str], forms: Mapping[str, Form]
    ) -> None:
        self._name = name
        self._header = header
        self._first = required[0]
        self._forms = {column: form for column, form in forms.items() if column in header.columns}
        self._counts: Counter[tuple[str, str]] = Counter()

    def column(self, column: str, texts: pa.Array, odd: OddCharacters | None = None) -> pa.Array:
        """The cells without white space and what programs put around them; blank is NULL.

        `odd`: what they may hold, where that is known.
        """
        cells = pc.utf8_trim_whitespace(texts)
        odd = odd or OddCharacters.in_texts(cells)
        if odd.quotes:
            cells = self._unwrap(column, cells)
        if odd.apostrophes:
            cells = self._remove_guards(column, cells)
        if odd.beyond_ascii:
            cells = self._without_unseen(column, cells)
        return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)

    def cell(self, column: str, text: str) -> str:
        """The same of one cell, of a row that is refused; it is not counted."""
        cell = text.strip()
        if wrapped := WRAPPED_RE.fullmatch(cell):
            cell = wrapped[1].replace('""', '"').strip()
        return one_line(cell) if self._forms.get(column) is Form.IDENTIFIER else cell

    def rows(self, table: pa.Table) -> pa.Table:
        """The rows that hold something, of tidy cells.

        Raises FileRefused if an identifier is a number that a spreadsheet shortened.
        """
        if table.column(self._first).null_count:
            table = self._without_blank_rows(table)
        for column, form in self._forms.items():
            if form is Form.IDENTIFIER:
                self._refuse_shortened(column, table)
            elif form is Form.DAY:
                self._count_midnights(column, table.column(column))
        return table

    def is_blank(self, cells: Collection[str]) -> bool:
        """Whether nothing can be seen in any of the cells."""
        return not any(one_line(cell) for cell in cells)

    def count_blank_row(self) -> None:
        """Count a blank row that was left out."""
        self._counts["blank_rows", ""] += 1

    def count_cut_rows(self, rows: int) -> None:
        """Count rows whose empty cells beyond the header were left out."""
        self._counts["cells_beyond_header", ""] += rows

    def fitted(self, cells: list[str]) -> list[str]:
        """As many cells as the header has, where the others are empty or without a name."""
        width = len(self._header.columns)
        if len(cells) > width and self.is_blank(cells[width:]):
            self.count_cut_rows(1)
            return cells[:width]
        if self._header.named_width <= len(cells) < width:
            return cells + [""] * (width - len(cells))
        return cells

    def notes(self) -> list[Note]:
        """What was read by another spelling, passed over or taken off."""
        counted = [
            Note(what, count, _sentence(what, column, count))
            for what in _SENTENCES
            for column in ("", *self._header.columns)
            if (count := self._counts[what, column])
        ]
        return self._header.notes() + counted

    def _unwrap(self, column: str, cells: pa.Array) -> pa.Array:
        if not pc.any(pc.starts_with(cells, "=")).as_py():
            return cells
        texts: list[str | None] = cells.to_pylist()
        for at, text in enumerate(texts):
            if text and (wrapped := WRAPPED_RE.fullmatch(text)):
                texts[at] = wrapped[1].replace('""', '"').strip()
                self._counts["wrapped", column] += 1
        return pa.array(texts, pa.string())

    def _remove_guards(self, column: str, cells: pa.Array) -> pa.Array:
        if not pc.any(pc.starts_with(cells, "'")).as_py():
            return cells
        is_guarded = pc.match_substring_regex(cells, _GUARDED)
        count = _true_count(is_guarded)
        if not count:
            return cells
        self._counts["guarded", column] += count
        return pc.if_else(is_guarded, pc.utf8_slice_codeunits(cells, 1), cells)

    def _without_unseen(self, column: str, cells: pa.Array) -> pa.Array:
        if pc.all(pc.string_is_ascii(cells)).as_py():
            return cells
        cells = pc.if_else(pc.match_substring_regex(cells, _SHOWS_NOTHING), "", cells)
        if self._forms.get(column, Form.TEXT) is Form.TEXT:
            # What somebody wrote stays as it is.
            return cells
        seen = pc.replace_substring_regex(cells, _HOLDS_UNSEEN, "")
        seen = pc.replace_substring_regex(seen, _LOOKS_LIKE_A_BLANK, " ")
        count = _true_count(pc.not_equal(seen, cells))
        if not count:
            return cells
        self._counts["unseen", column] += count
        return pc.utf8_trim_whitespace(seen)

    def _without_blank_rows(self, table: pa.Table) -> pa.Table:
        holds = pc.is_valid(table.column(EXTRA))
        for column in table.column_names:
            if column not in (LINE, EXTRA):
                holds = pc.or_(holds, pc.is_valid(table.column(column)))
        blank = table.num_rows - _true_count(holds)
        if not blank:
            return table
        self._counts["blank_rows", ""] += blank
        return table.filter(holds)

    def _refuse_shortened(self, column: str, table: pa.Table) -> None:
        cells = table.column(column)
        is_shortened = pc.match_substring_regex(cells, _SHORTENED)
        if not pc.any(is_shortened).as_py():
            return
        at = pc.index(is_shortened, True).as_py()
        raise FileRefused(
            self._name,
            f'line {table.column(LINE)[at]}: {column}: "{cells[at]}" is a number as a spreadsheet '
            "shortens it: its last digits are lost, and several identifiers may have become one. "
            "Give the column the format Text where the identifiers are still whole, and export the "
            "file again.",
        )

    def _count_midnights(self, column: str, cells: pa.ChunkedArray) -> None:
        if (pc.max(pc.binary_length(cells)).as_py() or 0) <= _DAY_LENGTH:
            return
        longer = pc.greater(pc.binary_length(cells), _DAY_LENGTH)
        count = _true_count(pc.and_(longer, pc.match_substring_regex(cells, _MIDNIGHT)))
        if count:
            self._counts["midnights", column] += count


def _true_count(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)


def _sentence(what: str, column: str, count: int) -> str:
    one, several = _SENTENCES[what]
    about = f"{column}: " if column else ""
    return f"{about}{count:,} {one if count == 1 else several}."
