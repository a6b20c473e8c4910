"""The expressions of a plan as SQL: `manage.py plan_sql PLAN`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.calculator import plan_sql
from portal.management.plan_files import load_plan


class Command(BaseCommand):
    """Print what the engine runs, for whoever wants to read or run it by themselves."""

    help = "Print the SQL from a plan's facts to verdicts, sums and terms of shares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="A plan's file, or a plan of the library, e.g. zoom.")

    def handle(self, **options: Any) -> None:
        self.stdout.write(plan_sql(load_plan(options["plan"])))
