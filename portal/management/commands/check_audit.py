"""Verify the trail: `manage.py check_audit [MATTER]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.audit.trail_check import check_trail
from claims.models import Matter
from portal.management.terminal import named_matter, print_json


class Command(BaseCommand):
    """Read every chain back; exit 1 and say where the first break is."""

    help = "Verify that nothing in the trail was changed, removed or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", nargs="?", help="One matter; without it, all.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        name = options["matter"]
        report = check_trail([named_matter(name)] if name else list(Matter.objects.all()))
        if options["json"]:
            print_json(
                self,
                {
                    "ok": report.ok,
                    "claims": report.claims,
                    "events": report.events,
                    "first_break": report.first_break,
                },
            )
        if not report.ok:
            raise CommandError(f"The trail is broken. {report.first_break}")
        if not options["json"]:
            self.stdout.write(
                f"The trail holds: {report.events:,} events of {report.claims:,} claims."
            )
