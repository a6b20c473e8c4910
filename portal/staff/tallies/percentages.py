"""Shares of a whole as percentages."""


def percent(part: int, whole: int) -> str:
    """A share as a percentage with one decimal, rounded down: 1 of 3 is "33.3%"."""
    if whole == 0:
        return "0.0%"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"
