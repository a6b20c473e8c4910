"""The second implementation: plain Python, sharing only the plan's schema with the calculator."""

from claims.verification.bundle import Verification, root_of, verify_bundle
from claims.verification.facts import facts_of
from claims.verification.recomputing import recompute

__all__ = ["Verification", "facts_of", "recompute", "root_of", "verify_bundle"]
