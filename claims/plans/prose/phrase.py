"""A phrase that may need a list below it."""

from dataclasses import dataclass

from claims.plans.prose.document import Item

ATOM, PORTION, SERIES, LIST = range(4)
"""How much a phrase holds: one thing; a part or multiple of one; several in a row; a list."""


@dataclass(frozen=True)
class Phrase:
    """A phrase to be put into a sentence; with `parts`, it ends in a colon and they follow."""

    text: str
    depth: int = ATOM
    parts: tuple[Item, ...] = ()
