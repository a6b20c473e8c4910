"""What people of the administrator decide."""

from claims.casework.review.accounts import account_is_open, choose_account
from claims.casework.review.deciding import accept_late, decide, record_answer, second
from claims.casework.review.errors import CannotDecide
from claims.casework.review.looking import record_view
from claims.casework.review.reasons import (
    Support,
    act_of,
    goes_against,
    ground_of,
    reasons_for,
    support_of,
)
from claims.casework.review.releasing import release_hold
from claims.casework.review.sampling import draw, record_finding

__all__ = [
    "CannotDecide",
    "Support",
    "accept_late",
    "account_is_open",
    "act_of",
    "choose_account",
    "decide",
    "draw",
    "goes_against",
    "ground_of",
    "reasons_for",
    "record_answer",
    "record_finding",
    "record_view",
    "release_hold",
    "second",
    "support_of",
]
