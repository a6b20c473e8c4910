"""The header of a file: which of its columns is which, and whether the file may be taken in."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from claims.records.row_batches import FileRefused, Note
from claims.texts import BLANKS, INVISIBLE

CONTENT_COLUMNS = frozenset(
    {"content", "body", "text", "subject", "snippet", "attachment", "attachments"}
)
"""Columns that could hold what people wrote. Such a file is not taken in at all."""

_UNSEEN = re.compile(f"[{INVISIBLE}]")
_BETWEEN_WORDS = re.compile(f"[{BLANKS}{INVISIBLE}_-]+")
_CANNOT_BE_SEEN = re.compile(f"[{INVISIBLE}]|(?! )[{BLANKS}]")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file in its own order."""

    columns: tuple[str, ...]
    """Each by the name that we know it by, else by its own."""
    spellings: Mapping[str, str]
    """Of the columns that we know, those that the file spells otherwise: its spelling, our name."""
    nameless: frozenset[str]
    """Columns without a name, called by their position."""

    @property
    def named_width(self) -> int:
        """How many columns there are up to the last with a name."""
        named = [at for at, name in enumerate(self.columns, 1) if name not in self.nameless]
        return max(named, default=0)

    def notes(self) -> list[Note]:
        """What was read as what."""
        if not self.spellings:
            return []
        pairs = ", ".join(
            f'"{visible_name(found)}" as {name}' for found, name in self.spellings.items()
        )
        return [Note("header", len(self.spellings), f"Columns read by another spelling: {pairs}.")]


def read_header(
    name: str,
    names: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    evidence: Collection[str] = (),
) -> Header:
    """Find the columns asked for among those of the file; those of `evidence` are not asked for,
    but are told by their names too.

    Capitals, blanks, underscores, hyphens and what cannot be seen make no difference. Raises
    FileRefused when a column is missing, is there twice, or could hold what people wrote.
    """
    trimmed = [each.strip() for each in names]
    columns = [
        each if _UNSEEN.sub("", each) else f"column {at}" for at, each in enumerate(trimmed, 1)
    ]
    nameless = frozenset(
        column for column, each in zip(columns, trimmed, strict=True) if column != each
    )
    asked = (*required, *optional, *evidence)
    by_folded = _unambiguous_names(asked)
    found = [
        column if column in asked else by_folded.get(folded_name(column)) for column in columns
    ]
    header = Header(
        columns=tuple(ours or column for ours, column in zip(found, columns, strict=True)),
        spellings={
            column: ours
            for ours, column in zip(found, columns, strict=True)
            if ours is not None and ours != column
        },
        nameless=nameless,
    )
    _check_columns(name, columns, header.columns, required)
    return header


def folded_name(column: str) -> str:
    """What two spellings of one name have in common."""
    return _BETWEEN_WORDS.sub("", column).casefold()


def visible_name(column: str) -> str:
    """The name for a message, with what cannot be seen by its number: `<U+200B>key`."""
    return _CANNOT_BE_SEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", column[:80])


def _unambiguous_names(asked: Sequence[str]) -> dict[str, str]:
    """Our names by what they fold to; not those that fold to the same."""
    times = Counter(folded_name(column) for column in asked)
    return {folded_name(column): column for column in asked if times[folded_name(column)] == 1}


def _check_columns(
    name: str, spelled: Sequence[str], columns: Sequence[str], required: Sequence[str]
) -> None:
    contents = [column for column in spelled if folded_name(column) in CONTENT_COLUMNS]
    if contents:
        raise FileRefused(
            name,
            f"the column {_quoted_list(contents)} could hold what people wrote, "
            "which is not taken in. "
            "Have the file produced again without it.",
        )
    missing = [column for column in required if column not in columns]
    if missing:
        raise FileRefused(name, _missing_sentence(missing, spelled))
    seen: dict[str, str] = {}
    for own, column in zip(spelled, columns, strict=True):
        before = seen.get(column.casefold())
        if before is not None:
            alike = before.casefold() == own.casefold()
            twice = "twice" if alike else f"twice, the other time as {_quoted_list([before])}"
            raise FileRefused(
                name,
                f"the column {_quoted_list([own])} is there {twice}. Remove or rename one of them.",
            )
        seen[column.casefold()] = own


def _missing_sentence(missing: Sequence[str], columns: Sequence[str]) -> str:
    which = "columns" if len(missing) > 1 else "column"
    are = "are" if len(missing) > 1 else "is"
    problem = f"the {which} {_quoted_list(missing)} {are} missing"
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        return f"{problem}; the header has a single column. Separate the cells by commas."
    meant = _near_columns(missing, columns)
    hint = f" Rename {_quoted_list(meant)}, if that is meant." if meant else ""
    return (
        f"{problem}. The first line must name all columns; a cell may be blank, a column not.{hint}"
    )


def _near_columns(missing: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns whose names are nearly those of missing ones. Others are not repeated: where the
    header itself is missing, they are what the first row says of a person."""
    by_folded = {folded_name(column): column for column in columns}
    near = [get_close_matches(folded_name(name), by_folded, n=1, cutoff=0.75) for name in missing]
    return list(dict.fromkeys(by_folded[each] for found in near for each in found))


def _quoted_list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{visible_name(column)}"' for column in columns)
