"""The JSON Schema of plan files, for editors: `manage.py plan_schema [--out FILE]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.plans.json_schema import plan_schema


class Command(BaseCommand):
    """Print the schema, or write it to a file."""

    help = "Print the JSON Schema of plan files, so that editors complete and check them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, metavar="FILE", help="Write it here instead.")

    def handle(self, **options: Any) -> None:
        text = json.dumps(plan_schema(), indent=2, ensure_ascii=False)
        out: Path | None = options["out"]
        if out is None:
            self.stdout.write(text)
            return
        try:
            out.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}. Check the path.") from None
        self.stdout.write(str(out))
