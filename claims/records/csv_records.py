"""The records of a CSV stream, strictly, each with the physical line on which it starts."""

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from claims.records.row_batches import LONGEST_CELL, FileRefused

LONGEST_LINE = 8 * LONGEST_CELL
"""Bytes."""
# Stands for a carriage return that ends no line; no byte is ever read as this surrogate.
_LONE_RETURN = "\udc0d"


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """One record as it stood in the file."""

    line: int
    last_line: int
    cells: list[str]
    """Bytes that are not UTF-8 are lone surrogates here. A carriage return that ends no line is
    part of its cell."""
    raw: bytes
    is_damaged: bool
    """It holds bytes that are not UTF-8, or a NUL character."""
    problem: str
    """Why the cells cannot be told apart; blank if they can."""

    @property
    def has_lone_return(self) -> bool:
        """Whether a carriage return stands inside a line."""
        return any(b"\r" in line.rstrip(b"\r\n") for line in self.raw.split(b"\n"))

    @property
    def is_blank(self) -> bool:
        """Whether the line is wholly blank, and so no row."""
        return not self.raw.strip()


class LineSource(Protocol):
    """What lines are read from: a stream of bytes, or a part of one."""

    def readline(self, limit: int, /) -> bytes:
        """The next line with its end, or as much of it as the limit; nothing at the end."""


def read_records(name: str, stream: LineSource, last_line: int = 0) -> Iterator[CsvRecord]:
    """Every record, also blank lines; `last_line` is how many lines came before.

    Raises FileRefused where a quotation mark swallowed the lines below it: which rows they were
    cannot be told, so counting them as one refused row would lose some without a word.
    """
    # The limit is global to the csv module; another library may have lifted it.
    csv.field_size_limit(LONGEST_CELL)
    lines = _PhysicalLines(name, stream, last_line)
    reader = csv.reader(lines, strict=True)
    while True:
        first = lines.start_record()
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if lines.is_exhausted or lines.number > first:
                raise FileRefused(
                    name,
                    f"a quotation mark is opened on line {first} and never closed properly. "
                    "Close it, or double it if it belongs to the text.",
                ) from error
            problem, cells = _problem_text(error), _lenient_cells(lines.raw[0])
        raw = b"".join(lines.raw)
        if b"\r" in raw:
            cells = [cell.replace(_LONE_RETURN, "\r") for cell in cells]
        yield CsvRecord(first, lines.number, cells, raw, lines.is_damaged, problem)


class _PhysicalLines:
    """The lines of a stream as text for the csv module; remembers those of the current record."""

    def __init__(self, name: str, stream: LineSource, last_line: int) -> None:
        self._name = name
        self._stream = stream
        self.number = last_line
        self.is_exhausted = False
        self.is_damaged = False
        self.raw: list[bytes] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next_line()
        if not line:
            self.is_exhausted = True
            raise StopIteration
        self.number += 1
        if self.number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        self.raw.append(line)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            # Lone surrogates keep the commas in place, so the row stays one row and can be named.
            self.is_damaged = True
            text = line.decode("utf-8", "surrogateescape")
        if "\0" in text:
            self.is_damaged = True
        return _with_one_end(text) if "\r" in text else text

    def start_record(self) -> int:
        """Forget the record before; the line on which the next one starts."""
        self.raw.clear()
        self.is_damaged = False
        return self.number + 1

    def _next_line(self) -> bytes:
        try:
            line = self._stream.readline(LONGEST_LINE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileRefused(
                self._name,
                f"the gzip data is damaged or cut short after line {self.number}. Send it again.",
            ) from error
        except OSError as error:
            raise FileRefused(
                self._name,
                f"it cannot be read on after line {self.number} ({error.strerror}). "
                "Check the disk and import it again.",
            ) from error
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                self._name,
                f"line {self.number + 1} is longer than {LONGEST_LINE:,} bytes. "
                "End each line with LF or CRLF.",
            )
        return line


def _with_one_end(line: str) -> str:
    """The line with a single end; other carriage returns are set aside, as they end nothing."""
    inside = line.rstrip("\r\n")
    end = line[len(inside) :]
    # Programs that write CR LF where LF is written as CR LF end a line in CR CR LF.
    return inside.replace("\r", _LONE_RETURN) + ("\r\n" if end.endswith("\r\n") else end)


def _problem_text(error: csv.Error) -> str:
    """What the csv module found wrong with a single line, in words for the person who mends it."""
    text = str(error)
    if "field larger" in text:
        return f"a cell is longer than {LONGEST_CELL:,} characters. Shorten it"
    return "text follows a closing quotation mark. Double each quotation mark inside a cell"


def _lenient_cells(raw: bytes) -> list[str]:
    """The cells of a line that strict reading refused, as far as they can be told."""
    text = _with_one_end(raw.decode("utf-8", "surrogateescape"))
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return []
