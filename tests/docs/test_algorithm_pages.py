"""The worked tables of docs/algorithms, cell by cell, worked out again by the product."""

import pytest

from tests.docs.checks import CHECKS, worked_out
from tests.docs.tables import PAGES, WORDS, summed, tables, tables_in

TABLES = tables()
WORKED = [table for table in TABLES if table.check is not None]
EXPECTED_PAGES = {
    "apportionment.md",
    "eligibility.md",
    "periods.md",
    "rounding.md",
    "shares-and-water-filling.md",
    "statutory-damages.md",
    "waterfall.md",
}


@pytest.mark.parametrize("table", WORKED, ids=lambda table: table.name)
def test_the_product_works_out_every_cell_of_the_table(table):
    found = worked_out(table)

    assert found == [dict(row) for row in table.rows]
    if table.totals is not None:
        assert summed(table, found) == table.totals


@pytest.mark.parametrize("table", WORKED, ids=lambda table: table.name)
def test_no_table_consists_of_what_its_check_is_given(table):
    assert set(table.headings) - set(CHECKS[table.check].given)


def test_no_table_stands_unchecked():
    unmarked = [f"{table.page} line {table.line}" for table in TABLES if table.mark is None]

    assert unmarked == []


def test_every_page_is_there_and_works_something_out():
    assert {path.name for path in PAGES.glob("*.md")} == EXPECTED_PAGES
    assert {table.page for table in WORKED} == EXPECTED_PAGES


def test_every_check_has_a_table():
    assert {table.check for table in WORKED} == set(CHECKS)


@pytest.mark.parametrize(
    ("cell", "holds"),
    [
        pytest.param("$0.42", True, id="as it is worked out"),
        pytest.param("$0.41", False, id="a cent less"),
        pytest.param("", False, id="blank"),
    ],
)
def test_a_cell_that_is_changed_is_noticed(cell, holds):
    page = (
        '<!-- check: two funds, money: ["1.00"] -->\n'
        "| reference | weight | of $1.00 |\n| --- | --- | --- |\n"
        f"| a | 5 | {cell} |\n| b | 4 | $0.33 |\n| c | 3 | $0.25 |\n"
    )

    (table,) = tables_in(page, "a page")

    assert (worked_out(table) == list(table.rows)) is holds


def test_a_table_of_words_is_left_alone():
    (table,) = tables_in("<!-- words -->\n| a | b |\n| --- | --- |\n| 1 | 2 |\n", "a page")

    assert table.mark == {WORDS: True}
    assert table.check is None
