"""What the columns of a fact are called: its value, and what stands beside it as evidence."""

from dataclasses import dataclass
from typing import Literal, get_args

Part = Literal["rows", "first", "last", "ids", "values", "refused", "incomplete"]
PARTS: tuple[Part, ...] = get_args(Part)
"""What may stand beside a fact. A fact of a plan ends in none of them, or its name could be that of
another's evidence."""

PREFIX = "fact_"
"""What the columns of facts start with, so that no key of a plan is the name of another column."""


@dataclass(frozen=True)
class Evidence:
    """The columns of the fact of one key.

    Beside the value of a fact that is drawn from rows stand: `rows`, how many count; `first` and
    `last`, the first and last day or moment inside; `ids`, the lowest keys of rows; `values`, the
    distinct values of a column; `refused`, how many rows may be missing; `incomplete`, whether the
    production is partial.
    """

    key: str
    prefix: str = PREFIX

    @classmethod
    def in_file(cls, key: str) -> "Evidence":
        """The same in a file of facts that somebody wrote, which has the keys of the plan."""
        return cls(key, prefix="")

    @property
    def value(self) -> str:
        return self.prefix + self.key

    @property
    def rows(self) -> str:
        return self.beside("rows")

    @property
    def first(self) -> str:
        return self.beside("first")

    @property
    def last(self) -> str:
        return self.beside("last")

    @property
    def ids(self) -> str:
        return self.beside("ids")

    @property
    def values(self) -> str:
        return self.beside("values")

    @property
    def refused(self) -> str:
        return self.beside("refused")

    @property
    def incomplete(self) -> str:
        return self.beside("incomplete")

    def beside(self, part: Part) -> str:
        """The column of one part of the evidence."""
        return f"{self.value}_{part}"


def is_like_evidence(key: str) -> bool:
    """Whether a key of a plan ends as the name of evidence does."""
    return key.endswith(tuple(f"_{part}" for part in PARTS))
