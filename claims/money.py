"""Integer cents: read from text, written as text, and divided so that no cent is lost or made.

The only module that rounds. Nothing here is ever a float.
"""

import re
from collections.abc import Sequence
from typing import NewType

Cents = NewType("Cents", int)

# A dollar sign is allowed because productions write it; a minus sign is not, because no amount paid
# or owed is negative. Commas must group thousands, or "1,5" would quietly become 15 dollars.
_AMOUNT = re.compile(
    r"\$?\s?(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<fraction>[0-9]+))?", re.ASCII
)
_LONGEST = 40

MOST_CENTS = 2**63 - 1
"""What a BIGINT column holds."""

_SYMBOLS = {"USD": "$"}


class NotAnAmount(ValueError):
    """The text is not an amount of money that whole cents can hold."""


class CannotApportion(ValueError):
    """The fund cannot be divided by these weights and keys."""


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
    shown = repr(trimmed if len(trimmed) <= _LONGEST else trimmed[:_LONGEST] + "…")
    if trimmed.startswith(("-", "−", "(")):
        raise NotAnAmount(f"{shown} is negative. An amount is zero or more.")
    match = _AMOUNT.fullmatch(trimmed)
    if match is None or len(trimmed) > _LONGEST:
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


def apportion(fund: int, weights: Sequence[int], keys: Sequence[str]) -> list[Cents]:
    """Divide the fund by largest remainder (Hamilton): the shares, in the order of the weights.

    Each share is first its quota rounded down, weight * fund // total; the cents left over go one
    each to the largest remainders, and among equal remainders to the lowest key in code-point
    order. The key is published (the claim's reference), so anybody can repeat the choice; keys are
    unique, so the order in which claims are given changes nothing.

    The sum is the fund, each share is its quota rounded down or up, and a larger weight never gets
    less. Not promised, because untrue of Hamilton: that a larger fund never pays somebody less.
    Raises CannotApportion for a negative fund or weight, for keys that repeat or do not fit the
    weights, and for a fund with nobody to pay it to.
    """
    _check_apportionment(fund, weights, keys)
    total = sum(weights)
    if total == 0:
        return [Cents(0)] * len(weights)
    quotas = [divmod(weight * fund, total) for weight in weights]
    shares = [base for base, _ in quotas]
    left_over = fund - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], keys[i]))
    for i in by_remainder[:left_over]:
        shares[i] += 1
    return [Cents(share) for share in shares]


def _check_apportionment(fund: int, weights: Sequence[int], keys: Sequence[str]) -> None:
    """Raise CannotApportion, saying what to change, unless the division is defined."""
    for value in (fund, *weights):
        if type(value) is not int:
            raise CannotApportion(f"{value!r} is not a whole number of cents. Give integers only.")
    if fund < 0:
        raise CannotApportion(f"The fund is {fund} cents. A fund is zero or more.")
    if any(weight < 0 for weight in weights):
        raise CannotApportion(f"A weight is {min(weights)}. Weights are zero or more.")
    if len(keys) != len(weights):
        raise CannotApportion(
            f"{len(weights)} weights came with {len(keys)} keys. Give one key for each weight."
        )
    if len(set(keys)) != len(keys):
        raise CannotApportion(
            "Two keys are the same, so a tie could not be broken. Make them unique."
        )
    if fund > 0 and sum(weights) == 0:
        raise CannotApportion(
            f"Nobody has a weight above zero to receive the {fund} cents. Say what becomes of it."
        )
