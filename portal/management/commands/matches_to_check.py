"""Find matches that today's rules would show to a person: `manage.py matches_to_check MATTER`."""

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims.casework.assessment import find_matches_to_check
from portal.management.terminal import named_matter, print_json, progress_bar


class Command(BaseCommand):
    """Translate the arguments, look, print how many."""

    help = (
        "Hold every match that the program made against today's rules and list, in the queue of "
        "the administrators, those that they would show to a person. Changes no match. Run it "
        "after an update."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The matter."""
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        """Look at all of them."""
        matter = named_matter(options["matter"])
        with progress_bar() as show:
            looked = partial(show, "Looking at matches") if show else None
            listed = find_matches_to_check(matter, timezone.now(), looked)
        if options["json"]:
            print_json(self, {"to_check": listed})
        else:
            self.stdout.write(
                f"Matches to be checked by a person: {listed:,}. "
                "They stay as they are; the queue lists them under Match."
            )
