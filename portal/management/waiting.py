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
    request_linking,
    request_reassessment,
    waiting_assessments,
    waiting_linkings,
)
from claims.models import Claim, Matter, OutboxEntry, Production
from claims.records.lookup import check_presence
from portal.celery import app
from portal.management.terminal import Show, records_needed
from portal.worker import processing
from portal.worker.ringing import relay_once, ring_again_after, wait_no_longer

logger = logging.getLogger(__name__)

WORKER_ANSWERS_WITHIN_SECONDS = 10
ASK_AGAIN_AFTER_SECONDS = 45
PROBLEM_LASTS_ATTEMPTS = 5
OTHERS_MOVE_WITHIN_SECONDS = 120
_PAUSE_SECONDS = 0.2
_PAUSE_FOR_OTHERS_SECONDS = 2.0


def have_claims_assessed(matter: Matter, show: Show | None) -> None:
    """Have every claim looked at on the newest records, and wait until it is done.

    Raises CommandError when no worker answers, when some claims cannot be assessed, or when the
    records are not there.
    """
    production = Production.objects.current(matter)
    if production is not None:
        with records_needed():
            check_presence(production)
    if settings.REDIS_URL:
        _wait_for_a_worker()
    wait_no_longer(matter)
    if request_linking(matter, timezone.now()):
        _finish(matter, waiting_linkings(matter), "batches of claims linked", show)
    request_reassessment(matter, timezone.now())
    asked = waiting_assessments(matter)
    aside = Claim.objects.of(matter).exclude(put_aside="")
    if asked.filter(subject_id__in=aside.values("pk")).exists():
        # They are tried again, and nobody waits for them.
        push(matter, lambda: None)
    _finish(matter, asked.exclude(subject_id__in=aside.values("pk")), "claims", show)


class Patience:
    """Waiting that ends when nobody is left to wait for."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._asked_at = clock()
        self._problem_at: float | None = None
        self._told = ""

    def notice(self, has_moved: bool, problem: str = "") -> None:
        """Raises CommandError when nothing moves and no worker answers any more, or when a problem
        has held the work up: without a broker once, with one through several attempts."""
        now = self._clock()
        if has_moved:
            self._asked_at, self._problem_at = now, None
        elif not settings.REDIS_URL:
            self._wait_for_others(problem, now)
            return
        if problem:
            self._hold_against(problem, now)
        if now - self._asked_at > ASK_AGAIN_AFTER_SECONDS:
            _wait_for_a_worker()
            self._asked_at = now

    def _wait_for_others(self, problem: str, now: float) -> None:
        """What was not done here and did not fail is in the hands of another process."""
        if problem:
            raise CommandError(f"{problem} When the cause is mended, run this command again.")
        if now - self._asked_at > OTHERS_MOVE_WITHIN_SECONDS:
            raise CommandError(
                "Another process works on this database, perhaps workers of a server, and nothing "
                f"has moved for {now - self._asked_at:.0f} seconds. Set REDIS_URL to the broker of "
                "those workers and run this command again, or look at their logs."
            )
        self._pause(_PAUSE_FOR_OTHERS_SECONDS)

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


def push(matter: Matter, tell: Callable[[], None]) -> None:
    """Ring for the workers and give them a moment; or, without a broker, do the work here."""
    if settings.REDIS_URL:
        relay_once()
        time.sleep(_PAUSE_SECONDS)
    else:
        processing.do_waiting(matter, tell)


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


def _finish(matter: Matter, waiting: QuerySet[OutboxEntry], what: str, show: Show | None) -> None:
    asked = left = waiting.count()
    patience = Patience()

    def tell() -> None:
        if show:
            show(what, max(asked - waiting.count(), 0), asked)

    while left:
        tell()
        push(matter, tell)
        before, left = left, waiting.count()
        failing = waiting.filter(published_at__gt=timezone.now())
        patience.notice(left != before, _problem_of(failing, what))


def _problem_of(failing: QuerySet[OutboxEntry], what: str) -> str:
    """A sentence that names the first of what fails; blank where nothing does."""
    count = failing.count()
    if not count:
        return ""
    first = failing.order_by("id").values("subject_id")[:1]
    claim = Claim.objects.filter(pk__in=first).first()
    name = f", claim {claim.reference} first of them" if claim else ""
    return f"{count} of the {what} cannot be done{name}; the log says why."
