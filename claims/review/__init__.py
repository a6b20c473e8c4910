"""What people of the administrator decide."""

from claims.review.accounts import account_is_open, choose_account
from claims.review.deciding import (
    accept_late,
    decide,
    reasons_for,
    record_answer,
    second,
)
from claims.review.errors import CannotDecide
from claims.review.looking import record_view
from claims.review.releasing import release_hold
from claims.review.sampling import draw, record_finding

__all__ = [
    "CannotDecide",
    "accept_late",
    "account_is_open",
    "choose_account",
    "decide",
    "draw",
    "reasons_for",
    "record_answer",
    "record_finding",
    "record_view",
    "release_hold",
    "second",
]
