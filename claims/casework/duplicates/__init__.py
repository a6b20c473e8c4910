"""Claims that look like another: flagged by the machine, decided by people, taken back exactly."""

from claims.casework.duplicates.compared_claims import INACTIVE_STATES
from claims.casework.duplicates.flag_acts import (
    ACT_FUNCTIONS,
    FlagAct,
    act_reasons,
    clear_flag,
    mark_competing,
    merge_claims,
    open_acts,
    undo_act,
)
from claims.casework.duplicates.flag_refresh import refresh_flags
from claims.casework.duplicates.full_refresh import RefreshReport, refresh_all_flags

__all__ = [
    "ACT_FUNCTIONS",
    "INACTIVE_STATES",
    "FlagAct",
    "RefreshReport",
    "act_reasons",
    "clear_flag",
    "mark_competing",
    "merge_claims",
    "open_acts",
    "refresh_all_flags",
    "refresh_flags",
    "undo_act",
]
