"""Tables of the documentation that a test can work out again.

A comment before a table names the check and what it needs, in YAML:

    <!-- check: apportion, money: "1.00" -->

Each check names the columns that it is given; all others it has to produce. A last row that begins
with "total" holds the sums of its columns. A table of words is marked `<!-- words -->`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from claims.money import format_cents, parse_cents

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
WORDS = "words"
TOTAL = "total"

Row = dict[str, str]

_MARK = re.compile(r"<!--\s*(?P<mark>.*?)\s*-->", re.DOTALL)
_LINE = re.compile(r"-[-: |]*-")


@dataclass(frozen=True)
class Table:
    """A table of a page: its mark and, if it has a check, its rows by heading and its totals.

    `mark` is None where no comment stands before it. Cells are plain text.
    """

    page: str
    line: int
    mark: dict[str, Any] | None
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Row | None

    @property
    def check(self) -> str | None:
        """The name of its check."""
        return self.mark.get("check") if self.mark else None

    @property
    def name(self) -> str:
        """Where it stands, for the name of a test."""
        return f"{self.page} line {self.line}: {self.check}"


def tables() -> list[Table]:
    """Every table of the pages on algorithms."""
    return [table for path in sorted(PAGES.glob("*.md")) for table in tables_of(path)]


def tables_of(path: Path) -> Iterator[Table]:
    """The tables of a page, from the top."""
    return tables_in(path.read_text(encoding="utf-8"), path.name)


def tables_in(text: str, page: str) -> Iterator[Table]:
    """The tables of a page's text."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_head = line.startswith("|") and not (number and lines[number - 1].startswith("|"))
        if not is_head:
            continue
        block = []
        for below in lines[number:]:
            if not below.startswith("|"):
                break
            block.append(_cells(below))
        before = "\n".join(lines[:number]).rstrip()
        yield _table(page, number + 1, _mark_at_end(before), block)


def summed(table: Table, rows: list[Row]) -> Row:
    """The totals of the rows, for each column that has one, written as the page writes it."""
    assert table.totals is not None
    totals = {}
    for heading in table.headings:
        told = table.totals[heading]
        if told in (TOTAL, ""):
            totals[heading] = told
            continue
        values = [row[heading] for row in rows if row[heading]]
        if told.startswith("$"):
            totals[heading] = format_cents(sum(parse_cents(value) for value in values))
        else:
            totals[heading] = f"{sum(int(value.replace(',', '')) for value in values):,}"
    return totals


def _table(page: str, line: int, mark: dict[str, Any] | None, block: list[list[str]]) -> Table:
    headings, rule, *body = block
    if mark is None or WORDS in mark:
        return Table(page, line, mark, tuple(headings), (), None)
    assert _LINE.fullmatch(" | ".join(rule)), f"{page} line {line}: no line under the headings"
    assert len(set(headings)) == len(headings), f"{page} line {line}: two headings are the same"
    rows = [dict(zip(headings, cells, strict=True)) for cells in body]
    totals = rows.pop() if rows and rows[-1][headings[0]] == TOTAL else None
    return Table(page, line, mark, tuple(headings), tuple(rows), totals)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [re.sub(r"[*`]", "", cell).strip() for cell in inner.split("|")]


def _mark_at_end(text: str) -> dict[str, Any] | None:
    if not text.endswith("-->"):
        return None
    mark = list(_MARK.finditer(text))[-1]["mark"]
    if mark == WORDS:
        return {WORDS: True}
    stated = yaml.safe_load(mark if "\n" in mark else f"{{{mark}}}")
    assert isinstance(stated, dict), mark
    return stated
