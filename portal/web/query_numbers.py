"""Numbers that come in an address or a form: keys of rows, numbers of tallies."""

from collections.abc import Mapping

_MOST_DIGITS = 18
"""More than any key has; so every number that is read fits the 64 bits of a database's key."""


def number_in(values: Mapping[str, str], name: str) -> int:
    """The whole number that `values` (request.GET or request.POST) has under this name.

    Digits from 0 to 9 alone, at most 18 of them; 0 for anything else, and where there is nothing.
    No key is 0, so what is no number is treated as a number that names nothing.
    """
    text = values.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 0
