"""What people of the administrator decide."""

from claims.review.accounts import choose_account
from claims.review.deciding import (
    CannotDecide,
    accept_late,
    decide,
    reasons_for,
    record_answer,
    second,
)
from claims.review.looking import record_view

__all__ = [
    "CannotDecide",
    "accept_late",
    "choose_account",
    "decide",
    "reasons_for",
    "record_answer",
    "record_view",
    "second",
]
