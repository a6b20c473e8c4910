"""Readings of values: what their rows must say, by the trail."""

from collections.abc import Iterator, Sequence
from typing import Any

from claims.files.hashes import sha256_of
from claims.models import Event, EventKind, Matter, ValueReading


def reading_data(reading: ValueReading) -> dict[str, Any]:
    """What the trail keeps of a reading: its number, and the hash of all that it says."""
    said = {
        "number": reading.number,
        "kind": reading.kind,
        "column": reading.column,
        "value": reading.value,
        "same_as": reading.same_as,
        "decided_by": reading.decided_by,
    }
    return {"number": reading.number, "sha256": sha256_of(said)}


def breaks_in_readings(matter: Matter, own: Sequence[Event]) -> Iterator[str]:
    """Readings that are not those that the events of the matter's own chain say were made."""
    told = {event.data["number"]: event.data for event in own if event.kind == EventKind.VALUE_READ}
    held = {row.number: reading_data(row) for row in ValueReading.objects.of(matter)}
    for number in sorted(told.keys() | held.keys()):
        if number not in held or number not in told:
            yield f"Matter {matter.slug}: reading {number} is missing or was never made."
        elif held[number] != told[number]:
            yield f"Matter {matter.slug}: reading {number} of a value was changed."
