"""Print notices with a new key: `manage.py change_notice_key MATTER [--revoke]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.docket.notices import change_notice_key
from portal.management.terminal import named_matter, print_json


class Command(BaseCommand):
    """Give the matter another key for its notice IDs."""

    help = (
        "Derive notice IDs from a new key from now on. IDs printed before are still read, unless "
        "--revoke says that somebody came to know the key or the file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument(
            "--revoke", action="store_true", help="Read no notice that was printed before."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        revoke: bool = options["revoke"]
        change_notice_key(matter, revoke=revoke, actor=Actor("operator"), at=timezone.now())
        if options["json"]:
            print_json(self, {"matter": matter.slug, "earlier_revoked": revoke})
            return
        before = "are no longer read" if revoke else "are still read"
        self.stdout.write(
            f"{matter.slug}: a new key for notice IDs; those printed before {before}."
        )
