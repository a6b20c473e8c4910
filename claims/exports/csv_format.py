"""Tables as CSV files: UTF-8, CRLF, and no cell that a spreadsheet would run."""

from pathlib import Path

from claims.exports.export_tables import ExportTables
from claims.files.spreadsheets import CsvTable


def write_csv(tables: ExportTables, folder: Path) -> list[Path]:
    """Write one file a table into the folder: `<table>.csv`."""
    paths = []
    for table in tables.tables:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            written = CsvTable(file)
            written.write_row(table.names)
            written.write_rows(table.rows)
        paths.append(path)
    return paths
