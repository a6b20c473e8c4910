"""The words that the defendant chose: which of them a plan's value is, and which are not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from claims.plans import Plan
from claims.plans.fact_kinds import RecordRows, named_values
from claims.plans.record_columns import OPEN_COLUMNS, RecordKind


@dataclass(frozen=True)
class ColumnReadings:
    """How the words of one column are read. `same` pairs a word, as it stands in the records, with
    the value that it is; `others` are words that are none that counts. With `all_known`, no row has
    another word than these and those that the plan names, so that none needs be looked for."""

    same: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    all_known: bool = False


Readings = Mapping[tuple[RecordKind, str], ColumnReadings]
NO_READINGS = ColumnReadings()


@dataclass(frozen=True)
class KnownValues:
    """Which values of a kind's columns are known, by column: what the plan names and others."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lacks(self, row: ir.Table, column: str) -> ir.BooleanValue:
        """Whether nobody has said yet what the row's value is."""
        return row[column].notin(list(self.values[column]))


def with_readings(rows: ir.Table, kind: RecordKind, readings: Readings) -> ir.Table:
    """The rows, with the plan's value for each word that was said to be one."""
    for column in OPEN_COLUMNS.get(kind, ()):
        same = readings.get((kind, column), NO_READINGS).same
        if same:
            word = rows[column]
            cases = [(word == spelled, ibis.literal(value)) for spelled, value in same]
            rows = rows.mutate(**{column: ibis.cases(*cases, else_=word)})
    return rows


def known_values(fact: RecordRows, plan: Plan, readings: Readings) -> KnownValues | None:
    """What is known of the columns that the fact's filters speak of; None if all rows' values are
    known, or if it speaks of none."""
    values = {}
    for column in fact.open_columns:
        reading = readings.get((fact.of, column), NO_READINGS)
        if not reading.all_known:
            named = named_values(plan.facts, fact.of, column)
            values[column] = (*named, *reading.others)
    return KnownValues(values) if values else None
