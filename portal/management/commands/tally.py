"""Count the class: `manage.py tally MATTER`."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable
from redis.exceptions import RedisError

from claims import tally as tallying
from claims.assessment import request_reassessment, waiting_assessments
from claims.audit import Actor
from claims.models import Matter, Tally, TallyStage
from claims.money import format_cents
from portal import processing
from portal.celery import app
from portal.management.terminal import Show, print_json, progress, the_matter
from portal.management.totals import fund_in_words
from portal.putting_off import ring_again_after
from portal.tallies.progress import done_stages, duration_words, progress_of
from portal.tallies.words import stage_words
from portal.tasks import relay_once

logger = logging.getLogger(__name__)

WORKER_ANSWERS_WITHIN_SECONDS = 10
ASK_AGAIN_AFTER_SECONDS = 45
PROBLEM_LASTS_ATTEMPTS = 5
_PAUSE_SECONDS = 0.2
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
        matter = the_matter(options["matter"])
        if options["cancel"]:
            self._cancel(matter, as_json=options["json"])
            return
        try:
            tally = self._tallied(matter)
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
        if options["json"]:
            print_json(self, result)
        else:
            self.stdout.write(summary(tally))

    def _tallied(self, matter: Matter) -> Tally:
        if settings.REDIS_URL:
            _wait_for_a_worker()
        processing.wait_no_longer(matter)
        with progress(has_own_times=False) as show:
            request_reassessment(matter, timezone.now())
            _finish_assessments(matter, show)
            return _finish_tally(_start(matter), show)

    def _cancel(self, matter: Matter, *, as_json: bool) -> None:
        try:
            tally = tallying.cancel(matter, actor=Actor("operator"), at=timezone.now())
        except tallying.CannotTally as error:
            raise CommandError(str(error)) from None
        if as_json:
            print_json(self, {"tally": tally.number, "state": tally.state})
        else:
            self.stdout.write(f"Tally {tally.number} of {matter.slug} is cancelled.")


def _start(matter: Matter) -> Tally:
    try:
        return tallying.start(matter, actor=Actor("operator"), at=timezone.now())
    except tallying.CannotTally as error:
        raise CommandError(str(error)) from None


def summary(tally: Tally) -> str:
    """The totals of a sealed tally, for a terminal."""
    counts, payable = tally.counts, tally.counts["payable"]
    lines = [
        f"Tally {tally.number} of {tally.matter.slug}, sealed {tally.sealed_at:%Y-%m-%d %H:%M} UTC",
        "",
        "Claims by outcome",
        *_table(
            [
                ("all claims", counts["claims"]),
                ("  no account matched", counts["unmatched"]),
                ("  matched to an account", counts["matched"]),
                ("    not complete", counts["incomplete"]),
                ("    another claim of the same account", counts["duplicates"]),
                ("    payable, eligible", payable["eligible"]),
                ("    payable, undetermined (a person decides)", payable["undetermined"]),
                ("    payable, ineligible", payable["ineligible"]),
            ]
        ),
        "",
        "Reasons among payable claims",
        *_table(
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
        lines += [_theory(row, currency) for row in tally.summary["exposure"]]
    if tally.fund:
        lines += ["", "The fund, from gross to net and to whom it goes"]
        lines += [f"  {line}" for line in fund_in_words(tally.fund, currency)]
    lines += [
        "",
        f"Root {tally.root_sha256}",
        "     one SHA-256 over every input, determination and award: whoever has the same inputs",
        "     gets the same root. To check it: export_tally --format bundle, then verify.",
        f"Seal {tally.seal_sha256}",
    ]
    return "\n".join(lines)


def _theory(row: Mapping[str, Any], currency: str) -> str:
    """One line of exposure, as a product where everybody comes to the same sum."""
    total = format_cents(row["aggregate_cents"], currency)
    heads = row["eligible"] if row["aggregate_cents"] else 0
    each = "nothing"
    if heads:
        fixed = row["per_head_cents"]
        each = "what each is owed" if fixed is None else format_cents(fixed, currency)
    return f"  {row['theory']:28} {heads:>8,} x {each} = {total}"


def _table(rows: list[tuple[str, int]]) -> list[str]:
    return [f"  {label:48}{number:>10,}" for label, number in rows]


def _wait_for_a_worker() -> None:
    deadline = time.monotonic() + WORKER_ANSWERS_WITHIN_SECONDS
    try:
        while time.monotonic() < deadline:
            if app.control.ping(timeout=1.0):
                return
    except (BrokerUnreachable, RedisError, OSError) as error:
        raise CommandError(
            f"The broker at REDIS_URL does not answer ({type(error).__name__}). Start it."
        ) from None
    raise CommandError(
        f"No worker answered within {WORKER_ANSWERS_WITHIN_SECONDS} seconds. "
        "Start one with: celery -A portal worker"
    )


def _finish_assessments(matter: Matter, show: Show | None) -> None:
    asked = left = waiting_assessments(matter).count()
    patience = Patience()

    def tell() -> None:
        if show:
            show("claims", max(asked - waiting_assessments(matter).count(), 0), asked)

    while left:
        tell()
        _push(matter, tell)
        before, left = left, waiting_assessments(matter).count()
        failing = waiting_assessments(matter).filter(published_at__gt=timezone.now()).count()
        problem = f"{failing} claims cannot be assessed; the log says why." if failing else ""
        patience.notice(left != before, problem)


def _finish_tally(tally: Tally, show: Show | None) -> Tally:
    done = -1
    patience = Patience()

    def tell() -> None:
        if show:
            found = Tally.objects.get(pk=tally.pk)
            show(*_how_far(found))

    while tally.state == Tally.State.RUNNING:
        before, done = done, TallyStage.objects.filter(tally=tally).count()
        patience.notice(done != before, tally.problem)
        tell()
        _push(tally.matter, tell)
        tally.refresh_from_db()
    return tally


def _how_far(tally: Tally) -> tuple[str, int, int]:
    """The stage in words with its parts, rows and the time left; steps done, and of how many."""
    far = progress_of(tally, done_stages([tally])[tally.pk], timezone.now())
    words = [stage_words(far.stage) or "Done"]
    if far.parts > 1:
        words.append(f"{far.parts_done} of {far.parts} parts")
    if far.rows:
        words.append(f"{far.rows:,} rows")
    left = "not known yet" if far.left is None else duration_words(far.left)
    words.append(f"left, estimated: {left}")
    if tally.problem:
        words.append(f"tried again after: {tally.problem}")
    return f"tally {tally.number}: {', '.join(words)}", far.steps_done, far.steps


class Patience:
    """Waiting that ends when nobody is left to wait for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked_at = clock()
        self._problem_at: float | None = None
        self._told = ""

    def notice(self, has_moved: bool, problem: str = "") -> None:
        """Raises CommandError when nothing moves and no worker answers any more, or when a problem
        has held the work up through several attempts."""
        now = self._clock()
        if has_moved:
            self._asked_at, self._problem_at = now, None
        elif not settings.REDIS_URL:
            raise CommandError(
                f"{problem or 'Some work could not be done: read what was logged.'} "
                "When the cause is mended, run this command again."
            )
        if problem:
            self._hold_against(problem, now)
        if now - self._asked_at > ASK_AGAIN_AFTER_SECONDS:
            _wait_for_a_worker()
            self._asked_at = now

    def _hold_against(self, problem: str, now: float) -> None:
        if problem != self._told and settings.REDIS_URL:
            logger.warning("%s", problem)
            self._told = problem
        if self._problem_at is None:
            self._problem_at = now
        elif now - self._problem_at > _problem_seconds():
            raise CommandError(
                f"{problem} Nothing has moved for {now - self._problem_at:.0f} seconds. When the "
                "cause is mended the workers go on; to go on at once, run this command again."
            )


def _problem_seconds() -> float:
    return PROBLEM_LASTS_ATTEMPTS * ring_again_after().total_seconds()


def _push(matter: Matter, tell: Callable[[], None]) -> None:
    """Ring for the workers and give them a moment; or, without a broker, do the work here."""
    if settings.REDIS_URL:
        relay_once()
        time.sleep(_PAUSE_SECONDS)
    else:
        processing.do_waiting(matter, tell)
