"""A CSV file of the archive as a table: its text, where its header is, and the columns we need."""

import codecs
from collections.abc import Iterable, Iterator, Mapping

from claims.records.archives import limits
from claims.records.archives.cell_scanner import CellScanner, FileNotUnderstood
from claims.records.archives.summary import FileFault
from claims.records.archives.unpacked_bytes import Budget
from claims.texts import one_line

Columns = Mapping[str, tuple[str, ...]]
"""Our name of a column, and what LinkedIn called it over the years, in small letters. A name that
ends with "?" is one the file may lack."""

LOST = "\ufffd"
"""What stands for a byte that is no text. A cell with one is not known."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def table_rows(
    chunks: Iterable[bytes], columns: Columns, name: str, budget: Budget
) -> Iterator[Mapping[str, str]]:
    """Each row below the header, by our names of the columns; "" where a cell is blank.

    The header is the first row that names every column we must have; a note before it is passed
    over. A byte of another coding, or that is no text, leaves a LOST in its cell and harms no
    other. Raises NotUnderstood.
    """
    scanner = CellScanner(name, budget)
    text = _DecodedText(chunks)
    found: dict[int, str] = {}
    for number, row in enumerate(scanner.rows(text)):
        if scanner.kept is not None:
            yield {ours: row.get(place, "").strip() for place, ours in found.items()}
            continue
        found = _columns_in(row, columns)
        if found:
            scanner.kept = frozenset(found)
        elif number + 1 >= limits.PREAMBLE_ROWS:
            break
    if scanner.kept is None:
        raise FileNotUnderstood(text.trouble or FileFault.NO_HEADER)


def _columns_in(row: Mapping[int, str], columns: Columns) -> dict[int, str]:
    """Place and name of the columns that this row names; empty if one that we must have is not
    among them."""
    named: dict[str, int] = {}
    for place, text in row.items():
        named.setdefault(_plain_name(text), place)
    found = {}
    for ours, theirs in columns.items():
        places = [named[name] for name in theirs if name in named]
        if places:
            found[places[0]] = ours.removesuffix("?")
        elif not ours.endswith("?"):
            return {}
    return found


def _plain_name(text: str) -> str:
    return " ".join(one_line(text).replace("_", " ").casefold().split())


class _DecodedText:
    """The bytes as text: UTF-8, or UTF-16 that says so; anything else would be a guess."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.trouble: FileFault | None = None
        """The first sign that this is no text, or none in UTF-8."""

    def __iter__(self) -> Iterator[str]:
        decoder: codecs.IncrementalDecoder | None = None
        for chunk in self._chunks:
            if decoder is None:
                marked = (codec for mark, codec in _BYTE_ORDER_MARKS if chunk.startswith(mark))
                decoder = codecs.getincrementaldecoder(next(marked, "utf-8"))("replace")
            yield self._seen(decoder.decode(chunk))
        if decoder is not None:
            yield self._seen(decoder.decode(b"", final=True))

    def _seen(self, text: str) -> str:
        if "\0" in text:
            self.trouble = self.trouble or FileFault.NOT_TEXT
            return text.replace("\0", LOST)
        if LOST in text:
            self.trouble = self.trouble or FileFault.NOT_UTF8
        return text
