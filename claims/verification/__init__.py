"""The second implementation: plain Python, sharing only the plan's schema with the calculator."""

from claims.verification.bundle import Verification, verify_bundle
from claims.verification.facts import facts_of
from claims.verification.recalculating import CannotRecalculate, Recalculated, recalculate
from claims.verification.recomputing import recompute
from claims.verification.root import root_of

__all__ = [
    "CannotRecalculate",
    "Recalculated",
    "Verification",
    "facts_of",
    "recalculate",
    "recompute",
    "root_of",
    "verify_bundle",
]
