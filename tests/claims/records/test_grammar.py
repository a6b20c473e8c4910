"""One grammar: the SQL rules of records and the cells of claims read one table alike."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.casework.intake.file_cells import (
    CellRefused,
    read_day,
    read_moment,
    read_yes_or_no,
)
from claims.records.cell_rules import BOOLEAN, DAY, MACROS, MOMENT, CellRule
from tests.claims.records.production_files import account, judge, message, subscription, write_kind
from tests.claims.records.written import ANSWERS, DAYS, MOMENTS, in_utc

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(MACROS)
        yield opened


def by_rule(connection: duckdb.DuckDBPyConnection, rule: CellRule, text: str) -> object:
    """The value of a cell by its rule, None where it has a fault; no cell has both."""
    query = f"SELECT {rule.value('cell')}, {rule.fault('cell')} FROM (SELECT ? AS cell)"  # noqa: S608
    found = connection.execute(query, [text]).fetchone()
    assert found is not None
    value, fault = found
    return value if fault is None else None


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_moment_is_the_same_in_records_and_in_claims(
    connection: duckdb.DuckDBPyConnection, text: str, moment: datetime | None
) -> None:
    assert by_rule(connection, MOMENT, text) == moment
    if moment is None:
        with pytest.raises(CellRefused):
            read_moment(text)
    else:
        assert read_moment(text) == in_utc(moment)


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_the_same_in_records_and_in_claims(
    connection: duckdb.DuckDBPyConnection, text: str, day: date | None
) -> None:
    assert by_rule(connection, DAY, text) == day
    if day is None:
        with pytest.raises(CellRefused):
            read_day(text)
    else:
        assert read_day(text) == day


@pytest.mark.parametrize(("text", "answer"), ANSWERS)
def test_yes_and_no_are_the_same_in_records_and_in_claims(
    connection: duckdb.DuckDBPyConnection, text: str, answer: bool | None
) -> None:
    assert by_rule(connection, BOOLEAN, text) is answer
    if answer is None:
        with pytest.raises(CellRefused):
            read_yes_or_no(text)
    else:
        assert read_yes_or_no(text) is answer


def test_the_importer_of_records_reads_what_the_table_says(tmp_path: Path) -> None:
    messages = [message(message_id=f"X{at}", sent_at=text) for at, (text, _) in enumerate(MOMENTS)]
    subscriptions = [
        subscription(subscription_id=f"S{at}", started_on="0001-01-01", ended_on=text)
        for at, (text, _) in enumerate(DAYS)
    ]
    subscriptions += [
        subscription(subscription_id=f"T{at}", is_trial=text)
        for at, (text, _) in enumerate(ANSWERS)
    ]
    rows = {"accounts": [account()], "subscriptions": subscriptions, "messages": messages}
    judged = judge(tmp_path, {kind: write_kind(tmp_path, kind, rows[kind]) for kind in rows})

    refused = {kind: [refusal.line - 2 for refusal in judged[kind][1]] for kind in judged}
    assert refused["messages"] == [at for at, (_, moment) in enumerate(MOMENTS) if moment is None]
    assert refused["subscriptions"] == [
        at for at, (_, value) in enumerate([*DAYS, *ANSWERS]) if value is None
    ]


_ZONES = st.one_of(
    st.sampled_from(["", "Z", "z", " Z", " UTC", "+00", "-0000", "+14:00", "-23:59", "+2"]),
    st.from_regex(r"[+-][0-2][0-9]:?[0-6][0-9]", fullmatch=True),
)
_MOMENTS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["0001-01-01", "9999-12-31", "2024-02-29", "2023-02-29", "2024-01-31"]),
    st.sampled_from(["T", "t", " ", "  ", ""]),
    st.sampled_from(["00:00", "00:00:00", "23:59:59", "24:00:00", "7:00", "12:34"]),
    st.sampled_from(["", ".5", ",123456789", ".", ".1234567890"]),
    _ZONES,
)


@given(text=_MOMENTS)
def test_any_moment_is_the_same_in_records_and_in_claims(text: str) -> None:
    with duckdb.connect() as opened:
        opened.execute(MACROS)
        moment, day = by_rule(opened, MOMENT, text), by_rule(opened, DAY, text)

    try:
        read: datetime | None = read_moment(text).astimezone(UTC).replace(tzinfo=None)
    except CellRefused:
        read = None
    try:
        read_as_day: date | None = read_day(text)
    except CellRefused:
        read_as_day = None
    assert (read, read_as_day) == (moment, day)
