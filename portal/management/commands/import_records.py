"""Import a production: `manage.py import_records MATTER --accounts F --subscriptions F …`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from claims.audit.chain import Actor
from claims.models import Matter
from claims.records.importing import ImportReport, Progress, import_production
from claims.records.kinds import KINDS
from claims.records.lookup import ProductionAltered
from claims.records.reading import FileRefused
from claims.records.workplace import CannotImport


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
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        """Import, or say in one line why not."""
        matter = Matter.objects.filter(slug=options["matter"]).first()
        if matter is None:
            raise CommandError(
                f"There is no matter {options['matter']}. Open it first: manage.py open_matter."
            )
        files = {kind: options[kind] for kind in KINDS if options[kind]}
        try:
            with _progress_on_terminal() as progress:
                report = import_production(
                    matter,
                    files,
                    at=timezone.now(),
                    incomplete=frozenset(options["incomplete"]),
                    actor=Actor("operator"),
                    progress=progress,
                )
        except (FileRefused, CannotImport, ProductionAltered) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else _summary(report))


def _summary(report: ImportReport) -> str:
    """A table for people: one line a kind, then where the lists of refused rows lie."""
    lines = [f"{'':14}{'rows':>14}{'accepted':>14}{'repeated':>14}{'refused':>14}"]
    for name, kind in report.kinds.items():
        numbers = (kind.rows, kind.accepted, kind.repeated, kind.refused)
        lines.append(f"{name:14}" + "".join(f"{number:>14,}" for number in numbers))
    made = "new" if report.is_new else "unchanged"
    lines.append(f"Production {report.production.number} ({made}).")
    if report.production.incomplete_kinds:
        lines.append(f"Not complete: {', '.join(report.production.incomplete_kinds)}.")
    lines += [
        f"Refused {name}: {kind.refusals}" for name, kind in report.kinds.items() if kind.refused
    ]
    return "\n".join(lines)


@contextmanager
def _progress_on_terminal() -> Iterator[Progress | None]:
    """A bar for the stage at hand, on stderr and only for a person who watches."""
    if not sys.stderr.isatty():
        yield None
        return
    with tqdm(file=sys.stderr, unit_scale=True, leave=False) as bar:

        def show(stage: str, done: int, of: int) -> None:
            bar.set_description(stage, refresh=False)
            bar.total = of
            bar.n = done
            bar.refresh()

        yield show
