"""Claims that look like another: flagged by the machine, decided by people, taken back exactly."""

from claims.casework.duplicates.deciding import (
    DO,
    Act,
    acts_open,
    clear,
    find_competing,
    merge,
    reasons_for,
    undo,
)
from claims.casework.duplicates.looking import OUT
from claims.casework.duplicates.refreshing import refresh
from claims.casework.duplicates.sweeping import Swept, sweep

__all__ = [
    "DO",
    "OUT",
    "Act",
    "Swept",
    "acts_open",
    "clear",
    "find_competing",
    "merge",
    "reasons_for",
    "refresh",
    "sweep",
    "undo",
]
