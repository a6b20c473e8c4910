"""Heads of damages: what one person is owed before any fund limits it."""

from claims.calculator.damages.awards import with_awards, with_potentials

__all__ = ["with_awards", "with_potentials"]
