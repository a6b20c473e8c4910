"""A submission becomes a claim, once."""

from claims.casework.intake.seen import Seen, was_filed_from
from claims.casework.intake.submission import (
    CannotSubmit,
    KeyAlreadyUsed,
    Receipt,
    Submission,
    submit,
    submit_many,
)

__all__ = [
    "CannotSubmit",
    "KeyAlreadyUsed",
    "Receipt",
    "Seen",
    "Submission",
    "submit",
    "submit_many",
    "was_filed_from",
]
