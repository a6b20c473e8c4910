"""Import a production: `manage.py import_records MATTER --accounts F --subscriptions F …`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.assessment import request_reassessment
from claims.casework.docket import current_plan
from claims.records.import_folder import CannotImport
from claims.records.kinds import KINDS
from claims.records.lookup import ProductionAltered
from claims.records.production_import import ImportReport, import_production
from claims.records.row_files import FileRefused
from claims.records.value_meanings import readings_by_column, unknown_values
from portal.management.terminal import named_matter, print_json, progress_bar
from portal.management.unknown_value_lines import unknown_value_lines


class Command(BaseCommand):
    """Translate the arguments, import, print what became of the rows."""

    help = "Import the defendant's records (CSV or Parquet; see docs/records.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The matter, a file a kind, and what is known to be missing."""
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        for kind in KINDS:
            parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"The {kind}.")
        parser.add_argument(
            "--incomplete",
            action="append",
            default=[],
            choices=list(KINDS),
            metavar="KIND",
            help="A kind of record known not to be complete; may be given several times.",
        )
        parser.add_argument(
            "--corrects",
            action="store_true",
            help="A row whose key is held with other values replaces that row.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        """Import, or say in one line why not."""
        matter = named_matter(options["matter"])
        now = timezone.now()
        files = {kind: options[kind] for kind in KINDS if options[kind]}
        try:
            with progress_bar() as show:
                report = import_production(
                    matter,
                    files,
                    at=now,
                    incomplete=frozenset(options["incomplete"]),
                    corrects=options["corrects"],
                    actor=Actor("operator"),
                    progress=show,
                )
        except (FileRefused, CannotImport, ProductionAltered) as error:
            raise CommandError(str(error)) from error
        request_reassessment(matter, now)
        found = unknown_values(report.production, current_plan(matter), readings_by_column(matter))
        unknown = [value.as_json() for value in found]
        if options["json"]:
            told = {"unknown_values": unknown} if unknown else {}
            print_json(self, report.as_json() | told)
        else:
            self.stdout.write("\n".join([_summary(report), *unknown_value_lines(matter, unknown)]))


def _summary(report: ImportReport) -> str:
    """A table for people: one line a kind, then where the lists of refused rows lie."""
    lines = [f"{'':14}{'rows':>14}{'accepted':>14}{'repeated':>14}{'refused':>14}"]
    for name, kind in report.kinds.items():
        numbers = (kind.rows, kind.accepted, kind.repeated, kind.refused)
        lines.append(f"{name:14}" + "".join(f"{number:>14,}" for number in numbers))
    made = "new" if report.is_new else "unchanged"
    lines.append(f"Production {report.production.number} ({made}).")
    lines += [
        f"Replaced {name}: {kind.replaced:,}"
        for name, kind in report.kinds.items()
        if kind.replaced
    ]
    if report.emails_not_read:
        lines.append(
            f"E-mail cells without an address that can be read: {report.emails_not_read:,}. "
            "They name nobody; correct them and import with --corrects."
        )
    if report.production.incomplete_kinds:
        lines.append(f"Not complete: {', '.join(report.production.incomplete_kinds)}.")
    lines += [
        f"Refused {name}: {kind.refusals}" for name, kind in report.kinds.items() if kind.refused
    ]
    lines += [f"{name}: {note.text}" for name, kind in report.kinds.items() for note in kind.notes]
    return "\n".join(lines)
