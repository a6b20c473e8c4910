"""Say what a value in the records is: `manage.py read_value MATTER COLUMN VALUE --same-as NAME`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.assessment import request_reassessment
from claims.casework.docket import current_plan
from claims.models import Matter, ValueReading
from claims.records.lookup import current_production
from claims.records.value_meanings import (
    CannotRead,
    read_value,
    readings_by_column,
    unknown_values,
)
from portal.management.terminal import named_matter, print_json, require_records
from portal.management.unknown_value_lines import unknown_value_lines


class Command(BaseCommand):
    """List the values that nobody has read, or read one and have claims assessed again."""

    help = (
        "Say that a value in the records, which the plan does not name, is another thing or the "
        "same as one that it names. Without a value: list those that nobody has read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("column", nargs="?", default="", help="The column, e.g. product.")
        parser.add_argument("value", nargs="?", default="", help="As the records have it.")
        meaning = parser.add_mutually_exclusive_group()
        meaning.add_argument("--same-as", metavar="NAME", help="A value that the plan names.")
        meaning.add_argument("--other", action="store_true", help="Another thing: not counted.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        says = options["other"] or options["same_as"] is not None
        if not options["column"] and not says:
            self._list(matter, as_json=options["json"])
            return
        if not options["value"] or not says:
            raise CommandError(
                "Give a column, a value, and --same-as NAME or --other; or none of them, to list "
                "the values that nobody has read."
            )
        now = timezone.now()
        try:
            reading = read_value(
                matter,
                current_plan(matter),
                options["column"],
                options["value"],
                options["same_as"],
                actor=Actor("operator"),
                at=now,
            )
        except CannotRead as error:
            raise CommandError(str(error)) from None
        request_reassessment(matter, now)
        if options["json"]:
            print_json(self, _as_json(reading))
        else:
            meaning = f'the same as "{reading.same_as}"' if reading.same_as else "another thing"
            self.stdout.write(
                f'Reading {reading.number}: {reading.column} "{reading.value}" is {meaning}. '
                "Claims are assessed again; the next tally uses it."
            )

    def _list(self, matter: Matter, *, as_json: bool) -> None:
        with require_records():
            found = unknown_values(
                current_production(matter), current_plan(matter), readings_by_column(matter)
            )
        unknown = [value.as_json() for value in found]
        readings = list(ValueReading.objects.of(matter).order_by("number"))
        if as_json:
            told = {"unknown_values": unknown, "readings": [_as_json(row) for row in readings]}
            print_json(self, told)
            return
        lines = unknown_value_lines(matter, unknown) or ["Every value in the records is known."]
        for row in readings:
            meaning = f'the same as "{row.same_as}"' if row.same_as else "another thing"
            lines.append(f'Reading {row.number}: {row.column} "{row.value}" is {meaning}.')
        self.stdout.write("\n".join(lines))


def _as_json(reading: ValueReading) -> dict[str, Any]:
    return {
        "reading": reading.number,
        "column": reading.column,
        "value": reading.value,
        "same_as": reading.same_as or None,
    }
