"""Claims that are put aside because their data makes work fail: `manage.py put_aside MATTER`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.models import Claim, Event, EventKind, Work
from portal.management.terminal import named_matter, print_json


class Command(BaseCommand):
    """List the claims that are put aside, and for which work."""

    help = (
        "List the claims that are put aside: work failed on their data. A tally counts them as "
        "unmatched, or as payable and undetermined; each next try of the work takes them up again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        aside = Claim.objects.of(matter).exclude(put_aside="").order_by("pk")
        events = Event.objects.filter(claim__in=aside, kind=EventKind.PUT_ASIDE)
        last = {event.claim_id: event for event in events.order_by("sequence")}
        rows = [
            {
                "reference": claim.reference,
                "work": claim.put_aside,
                "problem": last[claim.pk].data["problem"],
                "since": last[claim.pk].at.isoformat(),
            }
            for claim in aside
        ]
        if options["json"]:
            print_json(self, {"matter": matter.slug, "put_aside": rows})
            return
        self.stdout.write(f"{len(rows):,} claims of {matter.slug} are put aside.")
        for row in rows:
            work = Work(row["work"]).label
            self.stdout.write(
                f"  {row['reference']}  {row['since'][:16]}  {work} ({row['problem']})"
            )
