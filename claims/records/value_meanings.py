"""The words in columns whose words the defendant chose: which there are, and what each one is.

A word that the plan does not name leaves whatever rests on it unknown, until a person says that it
is another thing, or one that the plan names. What people said is a numbered input of the matter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import duckdb
from django.db import transaction

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.audit.reading_trail import reading_data
from claims.calculator.facts.column_readings import ColumnReadings, Readings
from claims.models import EventKind, Matter, Production, ValueReading
from claims.plans import Plan
from claims.plans.fact_kinds import named_values
from claims.plans.record_columns import OPEN_COLUMNS, RecordKind
from claims.plans.refund_rows import REFUND_PATTERN
from claims.records.lookup import record_files
from claims.texts import one_line

ValueColumn = tuple[RecordKind, str]
ReadingsByColumn = Mapping[ValueColumn, Mapping[str, str | None]]
"""By column and word: the value that the plan names for it, or None for another thing."""

_COUNT_QUERY = """
    SELECT {column}, count(*),
        bool_or(amount_cents < 0 OR COALESCE(regexp_matches(extra, $says_refund), false))
    FROM read_parquet($files) GROUP BY {column}
"""
MOST_LISTED = 1000
"""So many values are told, those in most rows first; a person who has read these sees the next."""
_LONGEST_COMPARED = 200
_LEAST_SIMILARITY = 0.5
"""How much of two words must be alike, of one, for one to be shown as nearest to the other."""


class CannotRead(ValueError):
    """What was said of a value cannot be; the sentence says why, and what can."""


@dataclass(frozen=True)
class ProductionWords:
    """The words of a production, by column and word the rows that have it; and whether any row is
    a refund."""

    rows: Mapping[ValueColumn, Mapping[str, int]] = field(default_factory=dict)
    has_refunds: bool = False


@dataclass(frozen=True)
class UnknownValue:
    """A word that the plan does not name and of which nobody has said what it is.

    `rows` have it; `nearest` is the value most like it that the plan names, blank if none is."""

    kind: str
    column: str
    value: str
    rows: int
    nearest: str

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def deciding_columns(plan: Plan) -> list[ValueColumn]:
    """The columns whose words decide something under the plan and were chosen by the defendant."""
    return [
        (kind, column)
        for kind, columns in OPEN_COLUMNS.items()
        for column in columns
        if named_values(plan.facts, kind, column)
    ]


def readings_by_column(matter: Matter, number: int | None = None) -> ReadingsByColumn:
    """What people said by that many readings; by all of them, where no number is given."""
    readings = ValueReading.objects.of(matter).order_by("number")
    if number is not None:
        readings = readings.filter(number__lte=number)
    said: dict[Any, dict[str, str | None]] = {}
    for row in readings:
        said.setdefault((row.kind, row.column), {})[row.value] = row.same_as or None
    return said


def last_reading(matter: Matter) -> int:
    """The number of the latest reading; 0 where nobody has read anything."""
    last = ValueReading.objects.of(matter).last()
    return last.number if last else 0


def production_readings(production: Production, plan: Plan, said: ReadingsByColumn) -> Readings:
    """How the words of the production are read under the plan, as facts are drawn with them."""
    words = production_words(production)
    readings = {}
    for kind, columns in OPEN_COLUMNS.items():
        for column in columns:
            named = named_values(plan.facts, kind, column)
            of_column = said.get((kind, column), {})
            found = {w: _word_meaning(w, named, of_column) for w in words.rows[kind, column]}
            readings[kind, column] = ColumnReadings(
                same=tuple(sorted((w, m) for w, m in found.items() if m not in (None, "", w))),
                others=tuple(sorted(w for w, m in found.items() if m == "")),
                all_known=not named or None not in found.values(),
            )
    return readings


def unknown_values(
    production: Production | None, plan: Plan, said: ReadingsByColumn
) -> list[UnknownValue]:
    """The words of the production that are not known, those in most rows first, at most
    MOST_TOLD."""
    if production is None:
        return []
    words = production_words(production)
    counts: Counter[tuple[RecordKind, str, str]] = Counter()
    for kind, column in deciding_columns(plan):
        named = named_values(plan.facts, kind, column)
        for word, rows in words.rows[kind, column].items():
            if _word_meaning(word, named, said.get((kind, column), {})) is None:
                counts[kind, column, one_line(word)] += rows
    first = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_LISTED]
    return [
        UnknownValue(
            kind, column, word, rows, _nearest_value(word, named_values(plan.facts, kind, column))
        )
        for (kind, column, word), rows in first
    ]


def read_value(
    matter: Matter,
    plan: Plan,
    column: str,
    value: str,
    same_as: str | None,
    *,
    actor: Actor,
    at: datetime,
) -> ValueReading:
    """Say that a word is `same_as` a value that the plan names, or with None another thing.

    What was said of the word before holds no more. The same again changes nothing. Raises
    CannotRead.
    """
    kind = _kind_of_column(plan, column)
    value = one_line(value)
    named = named_values(plan.facts, kind, column)
    listed = ", ".join(named)
    if not value:
        raise CannotRead(f"No {column} is given. Write it as the records have it.")
    if value in named:
        raise CannotRead(f"The plan names {value!r} itself; there is nothing to say of it.")
    if same_as is not None and same_as not in named:
        raise CannotRead(f"The plan names no {column} {same_as!r}. It names {listed}.")
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        before = readings_by_column(matter).get((kind, column), {})
        number = last_reading(matter)
        if value in before and before[value] == same_as:
            return ValueReading.objects.of(matter).filter(value=value).latest("number")
        reading = ValueReading.objects.create(
            matter=matter,
            number=number + 1,
            kind=kind,
            column=column,
            value=value,
            same_as=same_as or "",
            decided_by=str(actor),
            decided_at=at,
        )
        record_for_matter(matter, EventKind.VALUE_READ, actor, at, reading_data(reading))
    return reading


def production_words(production: Production) -> ProductionWords:
    """The words of a production; counted once a process, since a production never changes."""
    return _count_words(production.pk, production.sha256, _EqualProduction(production))


class _EqualProduction:
    """Where the files lie; equal to any other, so that a cache does not look at it."""

    def __init__(self, production: Production) -> None:
        self.production = production

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _EqualProduction)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def _count_words(key: int, sha256: str, where: _EqualProduction) -> ProductionWords:
    rows: dict[ValueColumn, Mapping[str, int]] = {}
    has_refunds = False
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        for kind, columns in OPEN_COLUMNS.items():
            files = [str(path) for path in record_files(where.production, kind)]
            for column in columns:
                found = connection.execute(
                    _COUNT_QUERY.format(column=column),
                    {"files": files, "says_refund": REFUND_PATTERN},
                ).fetchall()
                rows[kind, column] = {word: count for word, count, _ in found}
                has_refunds |= any(refund for _, _, refund in found)
    return ProductionWords(rows, has_refunds)


def _word_meaning(
    word: str, named: Mapping[str, bool], said: Mapping[str, str | None]
) -> str | None:
    """The value that the word is, "" for another thing, None while nobody knows."""
    if word in named:
        return word
    text = one_line(word)
    if text in named:
        return text
    if text not in said:
        return None
    meant = said[text]
    if meant is None:
        return ""
    # A later plan may name it no more: then it is not known what the word is.
    return meant if meant in named else None


def _kind_of_column(plan: Plan, column: str) -> RecordKind:
    asked = deciding_columns(plan)
    for kind, name in asked:
        if name == column:
            return kind
    names = ", ".join(name for _, name in asked) or "none"
    raise CannotRead(
        f"{column!r} is no column whose values have to be read. Under this plan there are: {names}."
    )


def _nearest_value(word: str, named: Iterable[str]) -> str:
    """The named value that is most like the word, letters and signs between them aside."""
    alike = [
        (SequenceMatcher(None, _folded_text(word), _folded_text(name)).ratio(), name)
        for name in named
    ]
    ratio, name = max(alike, default=(0.0, ""), key=lambda each: each[0])
    return name if ratio >= _LEAST_SIMILARITY else ""


def _folded_text(text: str) -> str:
    return "".join(sign for sign in text[:_LONGEST_COMPARED].casefold() if sign.isalnum())
