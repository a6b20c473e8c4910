"""Whose fault it is when work on many claims fails: the machine's, or the data of a few of them."""

from collections.abc import Callable, Sequence

import duckdb
from django.core.exceptions import FieldError
from django.db import InterfaceError, OperationalError

MOST_FAULTY = 100
"""So many are looked for at once; more of them are found the next time."""
FEW_FAULTY = 8
"""Where no more than so many fail and nothing was done, each may have a fault of its own."""

_MACHINE_ERRORS = (OSError, MemoryError, OperationalError, InterfaceError, duckdb.OperationalError)
_PROGRAM_ERRORS = (FieldError, ImportError, NameError)
"""What no data can cause."""

BatchWork = Callable[[Sequence[int]], object]


def is_machine_error(error: BaseException) -> bool:
    """Whether any work would fail so now: a full disk, too little memory, a database away."""
    return isinstance(error, _MACHINE_ERRORS)


def find_faulty_items(
    items: Sequence[int], work: BatchWork, error: Exception
) -> dict[int, Exception]:
    """The items whose data makes `work` fail, each with its own error, found by halves.

    `work` failed on all of them with `error`; it is done on parts of them, on some twice. Raises an
    error of the machine or of the program as it comes, and `error` itself where it is of no item:
    where no part fails by itself, or where every one of many does.
    """
    faulty: dict[int, Exception] = {}
    is_any_done = _search_halves(items, work, error, faulty)
    if not faulty or (len(faulty) > FEW_FAULTY and not is_any_done):
        raise error
    return faulty


def _search_halves(
    items: Sequence[int], work: BatchWork, error: Exception, faulty: dict[int, Exception]
) -> bool:
    """Note the faulty ones of items that fail together; returns whether any part was done."""
    if is_machine_error(error) or isinstance(error, _PROGRAM_ERRORS):
        raise error
    if len(items) == 1:
        faulty[items[0]] = error
        return False
    is_any_done = False
    middle = len(items) // 2
    for half in (items[:middle], items[middle:]):
        if len(faulty) >= MOST_FAULTY:
            break
        try:
            work(half)
        except Exception as own:  # noqa: BLE001
            is_any_done |= _search_halves(half, work, own, faulty)
        else:
            is_any_done = True
    return is_any_done
