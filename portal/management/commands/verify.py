"""Recompute a sealed bundle: `manage.py verify BUNDLE_DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.verification import verify_bundle
from portal.management.terminal import print_json, progress_bar


class Command(BaseCommand):
    """Have the second implementation recompute every claim of a bundle; exit 1 on a difference.

    `python -m claims.verification BUNDLE_DIR` does the same without these settings.
    """

    help = "Recompute a bundle from its facts with the second implementation, and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bundle", type=Path, help="The folder of a bundle.")
        parser.add_argument("--root", default="", help="The root that a report of it prints.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        with progress_bar() as show:
            told = (lambda stage, done: show(stage, done, done)) if show else None
            result = verify_bundle(options["bundle"], root=options["root"], show=told)
        if options["json"]:
            print_json(
                self,
                {"ok": result.ok, "root": result.root, "first_difference": result.first_difference},
            )
        if not result.ok:
            raise CommandError(str(result.first_difference))
        if not options["json"]:
            self.stdout.write(f"ok: {result.claims:,} claims recomputed, root {result.root}")
