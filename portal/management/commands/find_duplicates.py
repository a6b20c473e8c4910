"""Claims that look like another: `manage.py find_duplicates MATTER`."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from claims.casework import duplicates
from claims.models import ClaimKey, DuplicateFlag
from portal.management.pending_work import finish_assessments
from portal.management.terminal import named_matter, print_json, progress_bar


class Command(BaseCommand):
    """Look at all claims of a matter at once, and bring its flags in line."""

    help = (
        "Flag claims that look like another, for a person to decide on, and lift flags that hold "
        "no more. No claim is merged, and no count of a tally changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        try:
            with progress_bar(has_own_times=False) as show:
                finish_assessments(matter, show)
                swept = duplicates.refresh_all_flags(matter, timezone.now(), show)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                f"The database does not answer ({type(error).__name__}). Run this command again "
                "when it does."
            ) from None
        if options["json"]:
            print_json(self, {"matter": matter.slug, **asdict(swept)})
        else:
            self.stdout.write("\n".join(_report_lines(swept)))


def _report_lines(swept: duplicates.RefreshReport) -> list[str]:
    lines = [
        f"{swept.claims:,} claims looked at",
        f"  {swept.alike:,} look like one of {swept.clusters:,} others",
        f"  {swept.competing:,} name an account that somebody else names too",
        f"{swept.flagged:,} flagged now, {swept.lifted:,} lifted",
    ]
    words: dict[str, Any] = dict(ClaimKey.Kind.choices) | {"account": "Account"}
    lines += [f"  by {words.get(key, key)}: {count:,}" for key, count in swept.by_key.items()]
    states = dict(DuplicateFlag.State.choices)
    lines += [f"{states[state]}: {count:,}" for state, count in swept.states.items()]
    if swept.put_aside:
        lines.append(f"{swept.put_aside:,} claims are put aside: see put_aside MATTER.")
    if swept.too_many:
        lines.append(
            f"{swept.too_many:,} claims are left alone: too many hang together to be one person's."
        )
    return lines
