"""Count the class: `manage.py tally MATTER`."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from claims import tally as tallying
from claims.audit import Actor
from claims.models import Matter, Tally, TallyStage
from claims.money import format_cents
from portal.management.pending_work import Deadline, advance_work, finish_assessments
from portal.management.terminal import ShowProgress, named_matter, print_json, progress_bar
from portal.management.total_lines import fund_lines
from portal.management.unknown_value_lines import unknown_value_lines
from portal.staff.tallies.progress import stage_progress, tally_progress
from portal.staff.tallies.stage_labels import duration_text, stage_label

logger = logging.getLogger(__name__)

_EXPOSURE = "Exposure by legal theory: what a court could award, not what is paid"
_BEFORE_THE_FUND = "What eligible claims come to before the fund limits it"


class Command(BaseCommand):
    """Have pending claims assessed, run a tally to its seal, print its totals."""

    help = "Process pending claims and run a tally, through workers where REDIS_URL is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument(
            "--cancel", action="store_true", help="Stop the matter's running tally for good."
        )

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        if options["cancel"]:
            self._cancel(matter, as_json=options["json"])
            return
        try:
            tally = self._run_tally(matter)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                f"The database does not answer ({type(error).__name__}). What was done is kept: "
                "run this command again when it does."
            ) from None
        if tally.state != Tally.State.SEALED:
            raise CommandError(tally.problem or f"Tally {tally.number} was {tally.state}.")
        result = {"tally": tally.number, **tally.counts, "totals_cents": tally.totals_cents}
        if tally.fund:
            result["fund"] = tally.fund
        if tally.readings:
            result["readings"] = tally.readings
        if tally.summary.get("unknown_values"):
            result["unknown_values"] = tally.summary["unknown_values"]
        if options["json"]:
            print_json(self, result)
        else:
            self.stdout.write(summary_text(tally))

    def _run_tally(self, matter: Matter) -> Tally:
        with progress_bar(has_own_times=False) as show:
            finish_assessments(matter, show)
            return _finish_tally(_start_tally(matter), show)

    def _cancel(self, matter: Matter, *, as_json: bool) -> None:
        try:
            tally = tallying.cancel(matter, actor=Actor("operator"), at=timezone.now())
        except tallying.CannotTally as error:
            raise CommandError(str(error)) from None
        if as_json:
            print_json(self, {"tally": tally.number, "state": tally.state})
        else:
            self.stdout.write(f"Tally {tally.number} of {matter.slug} is cancelled.")


def _start_tally(matter: Matter) -> Tally:
    try:
        return tallying.start(matter, actor=Actor("operator"), at=timezone.now())
    except tallying.CannotTally as error:
        raise CommandError(str(error)) from None


def summary_text(tally: Tally) -> str:
    """The totals of a sealed tally, for a terminal."""
    counts, payable = tally.counts, tally.counts["payable"]
    lines = [
        f"Tally {tally.number} of {tally.matter.slug}, sealed {tally.sealed_at:%Y-%m-%d %H:%M} UTC",
        "",
        "Claims by outcome",
        *_table_lines(
            [
                ("all claims", counts["claims"]),
                ("  no account matched", counts["unmatched"]),
                ("  matched to an account", counts["matched"]),
                ("    not complete", counts["incomplete"]),
                ("    another claim of the same account", counts["duplicates"]),
                ("    payable, eligible", payable["eligible"]),
                ("    payable, undetermined (a person decides)", payable["undetermined"]),
                ("    payable, ineligible", payable["ineligible"]),
                *(
                    [("of them put aside (put_aside lists them)", counts["put_aside"])]
                    if "put_aside" in counts
                    else []
                ),
            ]
        ),
        "",
        "Reasons among payable claims",
        *_table_lines(
            [
                (f"  {row['reason']}", row["claims"])
                for row in tally.summary["by_reason"]
                if row["outcome"] == "payable"
            ]
        ),
    ]
    currency = tally.matter.currency
    if tally.summary["exposure"]:
        lines += ["", _BEFORE_THE_FUND if tally.fund else _EXPOSURE]
        lines += [_exposure_line(row, currency) for row in tally.summary["exposure"]]
    if tally.fund:
        lines += ["", "The fund, from gross to net and to whom it goes"]
        lines += [f"  {line}" for line in fund_lines(tally.fund, currency)]
    if tally.readings:
        lines += ["", f"Values of the records that people had read: {tally.readings}"]
    unknown = unknown_value_lines(tally.matter, tally.summary.get("unknown_values", []))
    if unknown:
        lines += ["", *unknown]
    lines += [
        "",
        f"Root {tally.root_sha256}",
        "     one SHA-256 over every input, determination and award: whoever has the same inputs",
        "     gets the same root. To check it: export_tally --format bundle, then verify.",
        f"Seal {tally.seal_sha256}",
    ]
    return "\n".join(lines)


def _exposure_line(row: Mapping[str, Any], currency: str) -> str:
    """One line of exposure, as a product where everybody comes to the same sum."""
    total = format_cents(row["aggregate_cents"], currency)
    heads = row["eligible"] if row["aggregate_cents"] else 0
    each = "nothing"
    if heads:
        fixed = row["per_head_cents"]
        each = "what each is owed" if fixed is None else format_cents(fixed, currency)
    return f"  {row['theory']:28} {heads:>8,} x {each} = {total}"


def _table_lines(rows: list[tuple[str, int]]) -> list[str]:
    return [f"  {label:48}{number:>10,}" for label, number in rows]


def _finish_tally(tally: Tally, show: ShowProgress | None) -> Tally:
    done = -1
    patience = Deadline()

    def tell() -> None:
        if show:
            found = Tally.objects.get(pk=tally.pk)
            show(*_progress_text(found))

    while tally.state == Tally.State.RUNNING:
        before, done = done, TallyStage.objects.filter(tally=tally).count()
        patience.notice(done != before, tally.problem)
        tell()
        advance_work(tally.matter, tell)
        tally.refresh_from_db()
    return tally


def _progress_text(tally: Tally) -> tuple[str, int, int]:
    """The stage in words with its parts, rows and the time left; steps done, and of how many."""
    far = tally_progress(tally, stage_progress([tally])[tally.pk], timezone.now())
    words = [stage_label(far.stage) or "Done"]
    if far.parts > 1:
        words.append(f"{far.parts_done} of {far.parts} parts")
    if far.rows:
        words.append(f"{far.rows:,} rows")
    left = "not known yet" if far.left is None else duration_text(far.left)
    words.append(f"left, estimated: {left}")
    if tally.problem:
        words.append(f"tried again after: {tally.problem}")
    return f"tally {tally.number}: {', '.join(words)}", far.steps_done, far.steps
