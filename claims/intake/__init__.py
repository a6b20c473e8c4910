"""A submission becomes a claim, once."""

from claims.intake.seen import Seen
from claims.intake.submission import (
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
]
