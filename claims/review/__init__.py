"""What people of the administrator decide."""

from claims.review.accounts import account_is_open, choose_account
from claims.review.deciding import (
    accept_late,
    decide,
    record_answer,
    second,
)
from claims.review.errors import CannotDecide
from claims.review.looking import record_view
from claims.review.reasons import (
    Support,
    act_of,
    goes_against,
    ground_of,
    reasons_for,
    support_of,
)
from claims.review.releasing import release_hold
from claims.review.sampling import draw, record_finding

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
