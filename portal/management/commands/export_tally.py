"""Write a sealed tally as files: `manage.py export_tally NUMBER --format csv --out DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims import exports
from claims.audit import Actor
from portal.management.terminal import numbered_tally, print_json


class Command(BaseCommand):
    """Find the tally, write it, list the files."""

    help = "Write a sealed tally as files that a court can read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument("--format", required=True, help="csv, xlsx, parquet or bundle")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument(
            "--with-records",
            action="store_true",
            help="Of a bundle: the court's sealed copy, which starts at the records.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        tally = numbered_tally(options["number"])
        try:
            files = exports.export_tally(
                tally,
                options["format"],
                options["out"],
                actor=Actor("operator"),
                at=timezone.now(),
                with_records=options["with_records"],
            )
        except exports.CannotExport as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}. Check the folder.") from None
        if options["json"]:
            print_json(self, {"files": [str(path) for path in files]})
            return
        for path in files:
            self.stdout.write(str(path))
