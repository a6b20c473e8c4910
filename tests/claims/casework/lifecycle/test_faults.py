"""The items that make work fail, found by halves."""

from collections.abc import Sequence

import duckdb
import pytest
from django.db import OperationalError

from claims.casework.lifecycle.faults import (
    FEW_FAULTY,
    MOST_FAULTY,
    find_faulty_items,
    is_machine_error,
)


class Bad(ValueError):
    """What the work raises."""


class Work:
    """Fails on the bad ones, and remembers what it did."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.done: set[int] = set()

    def __call__(self, items: Sequence[int]) -> None:
        if self.bad & set(items):
            raise Bad
        self.done |= set(items)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param((0,), id="the first"),
        pytest.param((999,), id="the last"),
        pytest.param((17, 500, 501), id="several, some side by side"),
        pytest.param(tuple(range(20, 60)), id="many in a row"),
    ],
)
def test_the_faulty_are_found_and_all_others_are_done(bad: tuple[int, ...]):
    work = Work(*bad)

    faulty = find_faulty_items(range(1000), work, Bad())

    assert set(faulty) == set(bad)
    assert work.done == set(range(1000)) - set(bad)
    assert all(isinstance(error, Bad) for error in faulty.values())


def test_so_many_are_looked_for_at_once():
    faulty = find_faulty_items(range(1000), Work(*range(0, 1000, 2)), Bad())

    assert len(faulty) == MOST_FAULTY


def test_what_fails_on_everything_is_of_nobody():
    error = Bad()

    with pytest.raises(Bad) as raised:
        find_faulty_items(range(FEW_FAULTY + 1), Work(*range(FEW_FAULTY + 1)), error)

    assert raised.value is error


def test_a_few_may_all_be_faulty():
    assert set(find_faulty_items(range(FEW_FAULTY), Work(*range(FEW_FAULTY)), Bad())) == set(
        range(FEW_FAULTY)
    )


def test_what_fails_only_together_is_of_nobody():
    with pytest.raises(Bad):
        find_faulty_items(range(4), lambda items: None, Bad())


@pytest.mark.parametrize("error", [MemoryError(), OperationalError("away"), OSError("full")])
def test_an_error_of_the_machine_ends_the_search(error: Exception):
    def work(items: Sequence[int]) -> None:
        raise error

    with pytest.raises(type(error)):
        find_faulty_items(range(4), work, Bad())


@pytest.mark.parametrize(
    ("error", "of_the_machine"),
    [
        (duckdb.IOException("disk"), True),
        (duckdb.OutOfMemoryException("memory"), True),
        (duckdb.InvalidInputException("CSV"), False),
        (duckdb.ConversionException("cast"), False),
        (duckdb.OutOfRangeException("sum"), False),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), False),
    ],
)
def test_what_the_engine_says_of_data_is_not_the_machines(error: Exception, of_the_machine: bool):
    assert is_machine_error(error) is of_the_machine
