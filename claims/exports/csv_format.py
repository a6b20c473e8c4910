"""Tables as CSV files: UTF-8, CRLF, and no cell that a spreadsheet would run."""

import csv
from pathlib import Path

from claims.exports.tables import Cell, Tables

_RUN_BY_SPREADSHEETS = frozenset("=+-@\t\r\n＝＋－＠")


def guarded(cell: Cell) -> str:
    """The cell as text; a leading apostrophe where a spreadsheet would take it for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in _RUN_BY_SPREADSHEETS else text


def write(tables: Tables, folder: Path) -> list[Path]:
    """Write one file a table into the folder: `<table>.csv`."""
    paths = []
    for table in tables.tables:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.names)
            writer.writerows([guarded(cell) for cell in row] for row in table.rows)
        paths.append(path)
    return paths
