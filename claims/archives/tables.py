"""A CSV file of the archive as a table: its text, where its header is, and the columns we need."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping

from claims.archives import limits
from claims.archives.cells import NotUnderstood, Scanner
from claims.archives.summary import Unreadable
from claims.archives.unpacking import Budget

Columns = Mapping[str, tuple[str, ...]]
"""Our name of a column, and what LinkedIn called it over the years, in small letters. A name that
ends with "?" is one the file may lack."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def table(
    chunks: Iterable[bytes], columns: Columns, name: str, budget: Budget
) -> Iterator[Mapping[str, str]]:
    """Each row below the header, by our names of the columns; "" where a cell is blank.

    The header is the first row that names every column we must have; a note before it is passed
    over. Raises NotUnderstood.
    """
    scanner = Scanner(name, budget)
    found: dict[int, str] = {}
    for number, row in enumerate(scanner.rows(_text(chunks))):
        if scanner.kept is not None:
            yield {ours: row.get(place, "").strip() for place, ours in found.items()}
            continue
        found = _columns_in(row, columns)
        if found:
            scanner.kept = frozenset(found)
        elif number + 1 >= limits.PREAMBLE_ROWS:
            break
    if scanner.kept is None:
        raise NotUnderstood(Unreadable.NO_HEADER)


def _columns_in(row: Mapping[int, str], columns: Columns) -> dict[int, str]:
    """Place and name of the columns that this row names; empty if one that we must have is not
    among them."""
    named: dict[str, int] = {}
    for place, text in row.items():
        named.setdefault(_plain(text), place)
    found = {}
    for ours, theirs in columns.items():
        places = [named[name] for name in theirs if name in named]
        if places:
            found[places[0]] = ours.removesuffix("?")
        elif not ours.endswith("?"):
            return {}
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\s_]+", " ", text).casefold().split())


def _text(chunks: Iterable[bytes]) -> Iterator[str]:
    """The bytes as text. UTF-8, or UTF-16 that says so; anything else would be a guess."""
    decoder: codecs.IncrementalDecoder | None = None
    try:
        for chunk in chunks:
            if decoder is None:
                marked = (codec for mark, codec in _BYTE_ORDER_MARKS if chunk.startswith(mark))
                decoder = codecs.getincrementaldecoder(next(marked, "utf-8"))()
            yield _checked(decoder.decode(chunk))
        if decoder is not None:
            yield _checked(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        # Its text would hold bytes of the file.
        raise NotUnderstood(Unreadable.NOT_UTF8) from None


def _checked(text: str) -> str:
    if "\0" in text:
        raise NotUnderstood(Unreadable.NOT_TEXT)
    return text
