"""Tables as one workbook: a sheet a table, strings as strings, never a formula or a link."""

from datetime import UTC
from pathlib import Path

import xlsxwriter

from claims.exports.export_tables import ExportTable, ExportTables
from claims.files.spreadsheets import Cell

ROWS_PER_WORKSHEET = 1_048_576
"""What a sheet holds by the format; a longer table goes on in the next sheet."""

# A workbook's numbers are floats, exact only so far; a larger one is written as text.
_LARGEST_EXACT = 2**53
_LONGEST_TEXT = 32_767


class TooLongForWorksheet(ValueError):
    """A cell's text is longer than the format holds."""


def write_xlsx(tables: ExportTables, folder: Path) -> list[Path]:
    """Write `tally.xlsx` into the folder. Raises TooLongForASheet."""
    path = folder / "tally.xlsx"
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(folder),
    }
    with xlsxwriter.Workbook(path, options) as workbook:
        # The tally's moment and not the clock's: the same tally gives the same bytes.
        made_at = tables.made_at.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": tables.title, "created": made_at})
        bold = workbook.add_format({"bold": True})
        for table in tables.tables:
            _write_table(workbook, table, bold)
    return [path]


def _write_table(
    workbook: xlsxwriter.Workbook, table: ExportTable, bold: xlsxwriter.format.Format
) -> None:
    sheet = _new_worksheet(workbook, table, 1, bold)
    sheets, place = 1, 1
    for row in table.rows:
        if place == ROWS_PER_WORKSHEET:
            sheets, place = sheets + 1, 1
            sheet = _new_worksheet(workbook, table, sheets, bold)
        for column, cell in enumerate(row):
            _write_cell(sheet, place, column, cell)
        place += 1


def _new_worksheet(
    workbook: xlsxwriter.Workbook, table: ExportTable, number: int, bold: xlsxwriter.format.Format
) -> xlsxwriter.worksheet.Worksheet:
    sheet = workbook.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 22)
    for column, name in enumerate(table.names):
        sheet.write_string(0, column, name, bold)
    return sheet


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, place: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int) and cell <= _LARGEST_EXACT:
        sheet.write_number(place, column, cell)
        return
    text = str(cell)
    if len(text) > _LONGEST_TEXT:
        raise TooLongForWorksheet(
            f"Row {place + 1} has a cell of {len(text)} characters; a workbook holds "
            f"{_LONGEST_TEXT}. Export as csv instead."
        )
    if text:
        sheet.write_string(place, column, text)
