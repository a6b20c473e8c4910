"""Heads of damages: what one person is owed before any fund limits it."""

from claims.damages.heads import awards, owed_if_eligible

__all__ = ["awards", "owed_if_eligible"]
