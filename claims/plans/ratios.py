"""Exact ratios as quoted text: percentages, multipliers and rates finer than a cent."""

import re
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

# Few digits on purpose: every ratio of a plan ends up in the denominators of exact sums, which the
# engine keeps in 128 bits.
_RATIO = re.compile(r"(?P<over>[0-9]{1,9}(\.[0-9]{1,6})?)(/(?P<under>[1-9][0-9]{0,3}))?", re.ASCII)
_RATE = re.compile(r"\$?[0-9]{1,10}(\.[0-9]{1,9})?", re.ASCII)
# What editors are told, since they cannot run what checks a text. A test holds the two together.
_RATIO_PATTERN = r"^[0-9]{1,9}(\.[0-9]{1,6})?(/[1-9][0-9]{0,3})?$"
_RATE_PATTERN = r"^\$?[0-9]{1,10}(\.[0-9]{1,9})?$"
_CENTS_PER_DOLLAR = 100


def ratio(text: str) -> Fraction:
    """The exact value of a ratio: "1.5" is 3/2, "100/3" is 100/3."""
    over, _, under = text.partition("/")
    return Fraction(over) / Fraction(under or "1")


def rate_in_cents(text: str) -> Fraction:
    """The exact value, in cents, of a rate in dollars: "2.38" is 238, "0.20405" is 4081/200."""
    return Fraction(text.removeprefix("$")) * _CENTS_PER_DOLLAR


def _text_schema(pattern: str, description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": description})


def _ratio(text: str) -> str:
    if not _RATIO.fullmatch(text):
        raise ValueError(
            f'{text!r} is no ratio. Write it in quotes like "3", "1.5" or "100/3", '
            "with at most six decimals."
        )
    return text


def _percent(text: str) -> str:
    if ratio(_ratio(text.strip().removesuffix("%").strip() or text)) > _CENTS_PER_DOLLAR:
        raise ValueError(f"{text} percent is more than the whole. Write at most 100.")
    if "%" in text or text != text.strip():
        raise ValueError(f'{text!r}: write the number alone, like "{text.strip(" %")}".')
    return text


def _rate(text: str) -> str:
    if not _RATE.fullmatch(text):
        raise ValueError(
            f'{text!r} is no rate in dollars. Write it in quotes like "2.38" or "0.20405", '
            "with at most nine decimals."
        )
    return text


RatioText = Annotated[
    str,
    Field(strict=True, max_length=40),
    AfterValidator(_ratio),
    _text_schema(_RATIO_PATTERN, 'A ratio in quotes: "3", "1.5", "100/3".'),
]
"""A ratio as quoted text: a decimal, or one over a whole number."""

PercentText = Annotated[
    str,
    Field(strict=True, max_length=40),
    AfterValidator(_percent),
    _text_schema(
        _RATIO_PATTERN, 'A percentage in quotes, at most 100, without a sign: "15", "100/3".'
    ),
]
"""A percentage from "0" to "100" as quoted text."""

RateText = Annotated[
    str,
    Field(strict=True, max_length=40),
    AfterValidator(_rate),
    _text_schema(
        _RATE_PATTERN, 'US dollars for one unit, in quotes, at most nine decimals: "0.20405".'
    ),
]
"""Dollars for one unit as quoted text; may be finer than a cent."""
