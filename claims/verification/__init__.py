"""The second implementation: plain Python, sharing only the plan's schema with the calculator."""

from claims.verification.bundle_check import Verification, verify_bundle
from claims.verification.own_calculation import (
    CannotRecalculate,
    SecondCalculation,
    calculate_again,
)
from claims.verification.own_determinations import determine_again
from claims.verification.own_facts import account_facts
from claims.verification.root import root_of

__all__ = [
    "CannotRecalculate",
    "SecondCalculation",
    "Verification",
    "account_facts",
    "calculate_again",
    "determine_again",
    "root_of",
    "verify_bundle",
]
