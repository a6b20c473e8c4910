"""Rows of a CSV from pieces of text, keeping only the cells that somebody needs.

The csv module puts every cell together in memory before anyone can say that nobody needs it, and
its limit on a cell's length is one for the whole process. Here the cells of other columns (what
people wrote, of any length) are passed over piece by piece and never held.
"""

import re
from collections.abc import Iterable, Iterator

from claims.records.archives import limits
from claims.records.archives.archive_faults import ArchiveRefused, Fault
from claims.records.archives.summary import FileFault
from claims.records.archives.unpacked_bytes import Budget

_DELIMITER = re.compile(r"[,\r\n]")
# Nearly every cell: quoted with no quote inside, or plain, and then the end of the cell.
_WHOLE_CELL = re.compile(r'(?:"([^"]*)"|([^",\r\n]*))[,\r\n]')
_AT_START, _PLAIN, _QUOTED, _AFTER_QUOTE = range(4)


class FileNotUnderstood(Exception):
    """One file cannot be read as the table it should be. `why` says the kind of trouble."""

    def __init__(self, why: FileFault) -> None:
        super().__init__(why.value)
        self.why = why


class CellScanner:
    """Reads the rows of one file. `kept` may be set between two rows."""

    def __init__(self, name: str, budget: Budget) -> None:
        self.kept: frozenset[int] | None = None
        """Columns to keep, by place; None keeps all, as long as the header is looked for."""
        self._name = name
        self._budget = budget
        self._state = _AT_START
        self._row: dict[int, str] = {}
        self._place = 0
        self._text = ""

    def rows(self, pieces: Iterable[str]) -> Iterator[dict[int, str]]:
        """Each row that is not blank, as its kept cells by place; what is too long is cut.

        Quotes are read as RFC 4180 writes them, and one in the middle of a plain cell is itself.
        Raises NotUnderstood for a row that is too wide and for a quote that nobody closed,
        ArchiveRefused when the budget is spent.
        """
        for piece in pieces:
            yield from self._rows_in(piece)
        if self._state == _QUOTED:
            raise FileNotUnderstood(FileFault.BROKEN)
        if row := self._end("\n"):
            yield row

    def _rows_in(self, piece: str) -> Iterator[dict[int, str]]:
        place = 0
        while place < len(piece):
            self._budget.steps_left -= 1
            if self._budget.steps_left < 0:
                raise ArchiveRefused(Fault.TOO_MUCH_WORK, self._name)
            if self._state == _AT_START and (whole := _WHOLE_CELL.match(piece, place)):
                # Nearly every cell goes this way, so it is short.
                place = whole.end()
                if self.kept is None or self._place in self.kept:
                    self._text = (whole[1] or whole[2] or "")[: limits.LONGEST_CELL]
                if row := self._end(piece[place - 1]):
                    yield row
            elif self._state == _QUOTED:
                place = self._to_quote(piece, place)
            elif piece[place] == '"' and self._state != _PLAIN:
                if self._state == _AFTER_QUOTE:
                    self._take('"', 0, 1)
                place, self._state = place + 1, _QUOTED
            else:
                place, delimiter = self._to_delimiter(piece, place)
                if row := self._end(delimiter):
                    yield row

    def _to_quote(self, piece: str, place: int) -> int:
        """Past the next quote, or to the end of the piece."""
        end = piece.find('"', place)
        if end < 0:
            self._take(piece, place, len(piece))
            return len(piece)
        self._take(piece, place, end)
        self._state = _AFTER_QUOTE
        return end + 1

    def _to_delimiter(self, piece: str, place: int) -> tuple[int, str]:
        """Past the next comma or line end, which is returned too; or to the end of the piece."""
        found = _DELIMITER.search(piece, place)
        if found is None:
            self._take(piece, place, len(piece))
            self._state = _PLAIN
            return len(piece), ""
        self._take(piece, place, found.start())
        return found.end(), found[0]

    def _end(self, delimiter: str) -> dict[int, str]:
        """End what the delimiter ends; the row's cells if it was the row and not a blank one."""
        if delimiter:
            self._state = _AT_START
            if self._text:
                self._spend(self._text)
                self._row[self._place] = self._text
                self._text = ""
            self._place += 1
            if self._place > limits.MOST_COLUMNS:
                raise FileNotUnderstood(FileFault.TOO_WIDE)
            if delimiter != ",":
                done, self._row, self._place = self._row, {}, 0
                return done
        return {}

    def _spend(self, text: str) -> None:
        """Count what a kept cell costs whoever compares it: putting accents in their order, written
        as such or by percent signs, takes the square of how many there are."""
        if not text.isascii() or "%" in text:
            self._budget.steps_left -= len(text) ** 2 // limits.SQUARED_PER_STEP

    def _take(self, piece: str, start: int, end: int) -> None:
        if self.kept is None or self._place in self.kept:
            room = limits.LONGEST_CELL - len(self._text)
            self._text += piece[start : min(end, start + room)]
