"""Notice IDs for the printer: `manage.py notice_ids MATTER --out F.csv`."""

from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.docket.notices import write_notice_ids
from portal.management.terminal import named_matter, print_json, progress_bar


class Command(BaseCommand):
    """Write the notice ID of each account of the class list."""

    help = (
        "Write a CSV of account_id and notice_id, for printing on notices. Whoever has the file "
        "can file in anybody's name: hand it to the printer alone, and delete it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--out", required=True, type=Path, help="The CSV to write.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        path: Path = options["out"]
        try:
            with progress_bar() as show:
                rows = write_notice_ids(
                    matter,
                    path,
                    actor=Actor("operator"),
                    at=timezone.now(),
                    progress=partial(show, "Notice IDs") if show else None,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        if options["json"]:
            print_json(self, {"accounts": rows, "file": str(path)})
        else:
            self.stdout.write(f"{rows:,} notice IDs in {path}.")
