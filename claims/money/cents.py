"""Integer cents, read from text and written as text. Nothing here is ever a float."""

import re
from typing import NewType

Cents = NewType("Cents", int)

# A dollar sign is allowed because productions write it; a minus sign is not, because no amount paid
# or owed is negative. Commas must group thousands, or "1,5" would quietly become 15 dollars.
_AMOUNT = re.compile(
    r"\$?\s?(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<fraction>[0-9]+))?", re.ASCII
)
_MAX_CHARACTERS = 40

MOST_CENTS = 2**63 - 1
"""What a BIGINT column holds."""

_SYMBOLS = {"USD": "$"}


class NotAnAmount(ValueError):
    """The text is not an amount of money that whole cents can hold."""


def parse_cents(text: str) -> Cents:
    """The amount in cents: "29.99" is 2999, "$1,029.99" is 102999, "0" is 0.

    Judged by value: "29.990" is 2999, "29.991" is refused because it is finer than a cent.
    Raises NotAnAmount for anything negative, not a number, finer than a cent, larger than a
    BIGINT holds, or not text (a float has already lost the cents that it was written with).
    """
    if not isinstance(text, str):
        raise NotAnAmount(
            f'{text!r} is not text. Give the amount as text, for example "29.99", not as a number.'
        )
    trimmed = text.strip()
    shown = repr(trimmed if len(trimmed) <= _MAX_CHARACTERS else trimmed[:_MAX_CHARACTERS] + "…")
    if trimmed.startswith(("-", "−", "(")):
        raise NotAnAmount(f"{shown} is negative. An amount is zero or more.")
    match = _AMOUNT.fullmatch(trimmed)
    if match is None or len(trimmed) > _MAX_CHARACTERS:
        raise NotAnAmount(f'{shown} is not an amount. Write it like "29.99" or "$1,029.99".')
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > 2:
        raise NotAnAmount(f"{shown} is finer than a cent. Write at most two decimals.")
    cents = int(match["whole"].replace(",", "")) * 100 + int(fraction.ljust(2, "0"))
    if cents > MOST_CENTS:
        raise NotAnAmount(f"{shown} is too large: at most {format_cents(MOST_CENTS)} can be held.")
    return Cents(cents)


def format_cents(cents: int, currency: str = "USD") -> str:
    """The amount as people read it: 102999 is "$1,029.99"; other currencies follow the number."""
    sign = "-" if cents < 0 else ""
    whole, fraction = divmod(abs(cents), 100)
    symbol = _SYMBOLS.get(currency)
    if symbol is None:
        return f"{sign}{whole:,}.{fraction:02d} {currency}"
    return f"{sign}{symbol}{whole:,}.{fraction:02d}"


def format_change(cents: int, currency: str = "USD") -> str:
    """A difference of amounts with its sign: "+$5.00", "-$5.00", and "$0.00" for none."""
    return f"{'+' if cents > 0 else ''}{format_cents(cents, currency)}"
