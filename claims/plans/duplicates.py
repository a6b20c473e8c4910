"""Which of several claims of one person, or for one account, goes on."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from claims.statutes.schema import Citation, Strict

RULES = ("earliest",)


def _rule(text: str) -> str:
    if text not in RULES:
        raise ValueError(
            f"{text!r} is no rule that this software follows: of several complete claims the "
            "earliest goes on, then the one with the lowest reference. Write earliest."
        )
    return text


class Duplicates(Strict):
    """The rule, written out. A plan that says nothing of it has the same."""

    survivor: Annotated[
        str,
        Field(strict=True),
        AfterValidator(_rule),
        WithJsonSchema({"type": "string", "enum": list(RULES)}),
    ]
    citation: Citation
