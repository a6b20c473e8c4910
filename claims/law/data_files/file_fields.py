"""What every data file that people write is made of: strict fields, citations, words twice."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from claims.money import NotAnAmount, parse_cents

# What editors are told, since they cannot run what checks a text. A test holds the two together.
_AMOUNT_PATTERN = r"^\s*\$?\s?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,2}0*)?\s*$"


def _amount_text(text: str) -> str:
    try:
        parse_cents(text)
    except NotAnAmount as error:
        raise ValueError(str(error)) from error
    return text


AmountText = Annotated[
    str,
    Field(strict=True),
    AfterValidator(_amount_text),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _AMOUNT_PATTERN,
            "description": 'An amount in US dollars, in quotes: "25.00".',
        }
    ),
]
"""An amount of money as quoted text, "1000.00"; a number is refused, since YAML's are floats."""

Text = Annotated[str, Field(strict=True, min_length=1, max_length=4000, pattern=r"\S")]
Day = Annotated[
    date,
    Field(strict=True),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "format": "date",
            "description": "A day, without quotes: 2024-09-18.",
        }
    ),
]
YesOrNo = Annotated[bool, Field(strict=True)]
Key = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class StrictModel(BaseModel):
    """A part of a data file: unknown keys are refused, and nothing can be changed afterwards.

    Fields use the types above, so that no number becomes a day, a text or a yes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class InvalidAt(ValueError):
    """A value that does not fit the rest of its file; `path` leads to it from what raises."""

    def __init__(self, path: tuple[str | int, ...], advice: str) -> None:
        super().__init__(advice)
        self.path = path


class Citation(StrictModel):
    """Where the law or the order says so; `verified` is false until somebody read the source."""

    text: Text
    url: Annotated[str, Field(strict=True, pattern=r"^https?://\S+$")] | None = None
    verified: YesOrNo


class Bilingual(StrictModel):
    """The same words in English and in Spanish."""

    en: Text
    es: Text

    def in_language(self, code: str) -> str:
        """The words for a language code such as "es" or "es-mx"; English for any other."""
        return self.es if code.lower().partition("-")[0] == "es" else self.en


class NotedCitation(Citation):
    """A citation with what a reader has to know of it, such as how far it was checked."""

    note: Bilingual | None = None
