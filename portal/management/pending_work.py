"""Have what waits done, by workers or here, and wait for it: what commands share."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable
from redis.exceptions import RedisError

from claims.casework.assessment import (
    pending_assessments,
    pending_linkings,
    request_linking,
    request_reassessment,
)
from claims.models import Claim, Matter, OutboxEntry, Production
from claims.records.lookup import check_presence
from portal.celery import app
from portal.management.terminal import ShowProgress, require_records
from portal.worker import jobs
from portal.worker.publisher import publish_due, republish_delay, retry_now

logger = logging.getLogger(__name__)

WORKER_ANSWERS_WITHIN_SECONDS = 10
PING_AGAIN_SECONDS = 45
ATTEMPTS_BEFORE_GIVING_UP = 5
OTHERS_IDLE_SECONDS = 120
_PAUSE_SECONDS = 0.2
_PAUSE_FOR_OTHERS_SECONDS = 2.0


def finish_assessments(matter: Matter, show: ShowProgress | None) -> None:
    """Have every claim looked at on the newest records, and wait until it is done.

    Raises CommandError when no worker answers, when some claims cannot be assessed, or when the
    records are not there.
    """
    production = Production.objects.current(matter)
    if production is not None:
        with require_records():
            check_presence(production)
    if settings.REDIS_URL:
        _wait_for_worker()
    retry_now(matter)
    if request_linking(matter, timezone.now()):
        _finish_entries(matter, pending_linkings(matter), "batches of claims linked", show)
    request_reassessment(matter, timezone.now())
    asked = pending_assessments(matter)
    aside = Claim.objects.of(matter).exclude(put_aside="")
    if asked.filter(subject_id__in=aside.values("pk")).exists():
        # They are tried again, and nobody waits for them.
        advance_work(matter, lambda: None)
    _finish_entries(matter, asked.exclude(subject_id__in=aside.values("pk")), "claims", show)


class Deadline:
    """Waiting that ends when nobody is left to wait for."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._pinged_at = clock()
        self._problem_at: float | None = None
        self._warned_problem = ""

    def notice(self, has_moved: bool, problem: str = "") -> None:
        """Raises CommandError when nothing moves and no worker answers any more, or when a problem
        has held the work up: without a broker once, with one through several attempts."""
        now = self._clock()
        if has_moved:
            self._pinged_at, self._problem_at = now, None
        elif not settings.REDIS_URL:
            self._wait_for_other_process(problem, now)
            return
        if problem:
            self._check_problem(problem, now)
        if now - self._pinged_at > PING_AGAIN_SECONDS:
            _wait_for_worker()
            self._pinged_at = now

    def _wait_for_other_process(self, problem: str, now: float) -> None:
        """What was not done here and did not fail is in the hands of another process."""
        if problem:
            raise CommandError(f"{problem} When the cause is mended, run this command again.")
        if now - self._pinged_at > OTHERS_IDLE_SECONDS:
            raise CommandError(
                "Another process works on this database, perhaps workers of a server, and nothing "
                f"has moved for {now - self._pinged_at:.0f} seconds. "
                "Set REDIS_URL to the broker of "
                "those workers and run this command again, or look at their logs."
            )
        self._pause(_PAUSE_FOR_OTHERS_SECONDS)

    def _check_problem(self, problem: str, now: float) -> None:
        if problem != self._warned_problem and settings.REDIS_URL:
            logger.warning("%s", problem)
            self._warned_problem = problem
        if self._problem_at is None:
            self._problem_at = now
        elif now - self._problem_at > _problem_seconds():
            raise CommandError(
                f"{problem} Nothing has moved for {now - self._problem_at:.0f} seconds. When the "
                "cause is mended the workers go on; to go on at once, run this command again."
            )


def _problem_seconds() -> float:
    return ATTEMPTS_BEFORE_GIVING_UP * republish_delay().total_seconds()


def advance_work(matter: Matter, tell: Callable[[], None]) -> None:
    """Ring for the workers and give them a moment; or, without a broker, do the work here."""
    if settings.REDIS_URL:
        publish_due()
        time.sleep(_PAUSE_SECONDS)
    else:
        jobs.process_waiting(matter, tell)


def _wait_for_worker() -> None:
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


def _finish_entries(
    matter: Matter, waiting: QuerySet[OutboxEntry], what: str, show: ShowProgress | None
) -> None:
    asked = left = waiting.count()
    patience = Deadline()

    def tell() -> None:
        if show:
            show(what, max(asked - waiting.count(), 0), asked)

    while left:
        tell()
        advance_work(matter, tell)
        before, left = left, waiting.count()
        failing = waiting.filter(published_at__gt=timezone.now())
        patience.notice(left != before, _problem_sentence(failing, what))


def _problem_sentence(failing: QuerySet[OutboxEntry], what: str) -> str:
    """A sentence that names the first of what fails; blank where nothing does."""
    count = failing.count()
    if not count:
        return ""
    first = failing.order_by("id").values("subject_id")[:1]
    claim = Claim.objects.filter(pk__in=first).first()
    name = f", claim {claim.reference} first of them" if claim else ""
    return f"{count} of the {what} cannot be done{name}; the log says why."
