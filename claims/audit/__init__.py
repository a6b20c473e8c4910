"""The append-only, hash-chained trail."""

from claims.audit.chain import SYSTEM, Actor, Trail

__all__ = ["SYSTEM", "Actor", "Trail"]
