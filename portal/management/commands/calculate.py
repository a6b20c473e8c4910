"""Calculate a plan without a database: `manage.py calculate PLAN FACTS.csv`."""

from pathlib import Path
from typing import Any

import ibis
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.calculator import Calculation, UnknownClaim, calculate, explain
from claims.files.spreadsheets import CsvTable
from claims.money import CannotCalculate
from claims.plans import Plan
from claims.plans.prose import LANGUAGES, markdown_text
from claims.records.facts_file import missing_facts, read_facts
from claims.records.row_files import FileRefused, Note
from portal.management.plan_files import load_plan
from portal.management.terminal import print_json, progress_bar
from portal.management.total_lines import totals_text

COLUMNS = ("claim", "verdict", "award_cents", "payment_cents")
_ROWS_AT_ONCE = 50_000


class Command(BaseCommand):
    """Read a plan and a file of facts; print awards, or every step of one claim."""

    help = "Compute awards and payments from a plan and a file of facts. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="A plan's file, or a plan of the library, e.g. zoom.")
        parser.add_argument("facts", type=Path, help="CSV or Parquet: claim, then facts by key.")
        parser.add_argument("--explain", metavar="CLAIM", help="Print each step of this claim.")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="Of --explain.")
        parser.add_argument("--round", type=int, default=1, help="Which payment; 1 is the first.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object of totals.")

    def handle(self, **options: Any) -> None:
        plan = load_plan(options["plan"])
        notes: list[Note] = []
        try:
            calculated = self._calculated(plan, options["facts"], options["round"], notes)
        except (FileRefused, CannotCalculate) as error:
            raise CommandError(str(error)) from None
        told = None
        if options["explain"] is not None:
            told = _explanation_text(calculated, plan, options)
        if options["json"]:
            explanation = {} if told is None else {"explanation": told}
            noted = {"notes": [note.as_json() for note in notes]}
            print_json(self, {"totals": calculated.totals, **explanation, **noted})
        elif told is not None:
            self.stdout.write(told)
        else:
            self._write_rows(calculated)
            self.stderr.write(totals_text(calculated.totals, plan.currency))

    def _calculated(
        self, plan: Plan, path: Path, round_number: int, notes: list[Note]
    ) -> Calculation:
        connection = ibis.duckdb.connect()
        with progress_bar() as show:
            told = (lambda done, of: show("facts", done, of)) if show else None
            facts = read_facts(path, plan, connection, told, notes)
        for note in notes:
            self.stderr.write(f"{path.name}: {note.text}")
        missing = missing_facts(facts, plan)
        if missing:
            self.stderr.write(
                f"{path.name} has no column for {', '.join(missing)}: unknown for every claim, "
                "unless the plan says what a blank counts as."
            )
        return calculate(connection, facts, plan, round_number)

    def _write_rows(self, calculated: Calculation) -> None:
        written = CsvTable(self.stdout, line_end="\n")
        written.write_row(COLUMNS)
        table = calculated.table.order_by("line")
        rows = table.select("claim", "verdict", "award", "payment").to_pyarrow()
        for batch in rows.to_batches(max_chunksize=_ROWS_AT_ONCE):
            columns = (column.to_pylist() for column in batch.columns)
            written.write_rows(zip(*columns, strict=True))


def _explanation_text(calculated: Calculation, plan: Plan, options: dict[str, Any]) -> str:
    try:
        document = explain(
            calculated, plan, options["explain"], options["language"], options["round"]
        )
    except UnknownClaim as error:
        raise CommandError(f"{options['facts'].name}: {error}") from None
    return markdown_text(document)
