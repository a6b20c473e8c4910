"""The one shape of a command that takes a file of rows in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.assessment import request_reassessment
from claims.casework.intake.file_rows import FileReport
from claims.records.row_files import FileRefused
from portal.management.terminal import named_matter, print_json, progress_bar


class FileCommand(BaseCommand):
    """Read the file, say what became of its rows, and where the refused ones are listed."""

    take_in: ClassVar[Callable[..., FileReport]]
    noun: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        now = timezone.now()
        folder = Path(settings.DATA_DIR) / "matters" / matter.slug / "refusals"
        refusals = folder / f"{self.noun}-{now:%Y%m%dT%H%M%S.%fZ}.csv"
        try:
            with progress_bar() as show:
                report = self.take_in(
                    matter,
                    options["file"],
                    refusals=refusals,
                    actor=Actor("operator"),
                    at=now,
                    progress=partial(show, self.noun) if show else None,
                )
        except FileRefused as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder}: {error.strerror}. Check the folder and its disk."
            ) from None
        request_reassessment(matter, now)
        if options["json"]:
            print_json(
                self,
                {
                    "rows": report.rows,
                    "accepted": report.accepted,
                    "repeated": report.repeated,
                    "refused": report.refused,
                    "refusals": str(report.refusals),
                    "notes": [note.as_json() for note in report.notes],
                },
            )
            return
        self.stdout.write(
            f"{self.noun}: {report.rows:,} rows = {report.accepted:,} accepted + "
            f"{report.repeated:,} repeated + {report.refused:,} refused."
        )
        for note in report.notes:
            self.stdout.write(note.text)
        if report.refused:
            self.stdout.write(f"Refused rows, with reasons: {report.refusals}")
