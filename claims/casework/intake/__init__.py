"""A submission becomes a claim, once."""

from claims.casework.intake.claim_creation import (
    CannotSubmit,
    KeyAlreadyUsed,
    Receipt,
    Submission,
    submit,
    submit_many,
)
from claims.casework.intake.filing_traces import FilingTrace, was_filed_from

__all__ = [
    "CannotSubmit",
    "FilingTrace",
    "KeyAlreadyUsed",
    "Receipt",
    "Submission",
    "submit",
    "submit_many",
    "was_filed_from",
]
