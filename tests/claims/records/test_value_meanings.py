"""The SQL twins of reading: an amount agrees with claims.money, a moment with Python's calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.money import NotAnAmount, parse_cents
from claims.records.cell_rules import MACROS


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(MACROS)
        yield opened


def twin(connection: duckdb.DuckDBPyConnection, text: str) -> int | None:
    row = connection.execute("SELECT read_cents(?)", [text]).fetchone()
    assert row is not None
    return row[0]


def cents(text: str) -> int | None:
    try:
        return parse_cents(text)
    except NotAnAmount:
        return None


AMOUNTS = [
    "0", "0.00", "00", "007", "1", "1.", ".5", "0.5", "0.05", "0.005", "0.050", "0.0500000",
    "29.99", "29.990", "29.991", "29.999", "$29.99", "$ 29.99", "$\t29.99", "$  29.99", "$", "$$1",
    "1$", "USD 1", "1 USD", "1,029.99", "$1,029.99", "1,02", "1,0299", "10,29.99", ",100",
    "1,,000", "1,000,000", "1000,000", "1,000.0,0", "-1", "-0", "−1", "(1)", "+1", "1e3", "1E3",
    "0x10", "NaN", "nan", "Infinity", "inf", "1_000", "1 000", "1'000", "1.2.3", "1.23.", "٣", "１",
    "1\u00a0000", "€1", "9007199254740993", "90071992547409.93", "92233720368547758.07",
    "92233720368547758.08", "92,233,720,368,547,758.07",
    "0" * 38 + "1", "0" * 39 + "1", "0" * 40 + "1", "9" * 40,
    "0." + "0" * 38, "0." + "0" * 39, "1.10" + "0" * 30, "1\n", "$\n1", "1\x00", "one",
]  # fmt: skip


@pytest.mark.parametrize("text", AMOUNTS)
def test_the_twin_in_sql_reads_every_amount_as_parse_cents_does(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    # Cells come trimmed to the twin.
    trimmed = text.strip()

    assert twin(connection, trimmed) == cents(trimmed)


@given(st.text("0123456789.,$- \t−(eE+٣", max_size=44).map(str.strip).filter(bool))
@example("0.1")
def test_the_twin_agrees_with_parse_cents_on_any_text(text: str) -> None:
    with duckdb.connect() as opened:
        opened.execute(MACROS)

        assert twin(opened, text) == cents(text)


@given(
    st.datetimes(
        timezones=st.timezones(), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)
    )
)
def test_any_moment_python_writes_is_read_back_in_utc(moment: datetime) -> None:
    written = moment.isoformat()
    expected = datetime.fromisoformat(written).astimezone(UTC).replace(tzinfo=None)
    offset = moment.utcoffset()
    whole_minutes = offset is not None and offset.total_seconds() % 60 == 0
    with duckdb.connect() as opened:
        opened.execute(MACROS)

        # Offsets of local mean time have seconds, which RFC 3339 does not know.
        assert opened.execute("SELECT read_moment(?)", [written]).fetchone() == (
            expected if whole_minutes else None,
        )
