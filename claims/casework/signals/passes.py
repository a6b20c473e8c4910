"""A pass over all claims of a matter: in batches, gone on with after an interruption, once."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from claims.audit import SYSTEM, Actor
from claims.audit.chain import moment_text, record_for_matter
from claims.casework.lifecycle.claims_put_aside import run_or_put_aside, take_up
from claims.casework.signals.claim_scores import score_range
from claims.casework.signals.rule_versions import version_in_force, version_rules
from claims.casework.signals.scope import Scope
from claims.casework.signals.shared_keys import widely_shared_keys
from claims.casework.signals.waves import WaveSearch
from claims.models import Claim, EventKind, Matter, Scoring, Work

PASS_BATCH = 20_000
LEASE = timedelta(minutes=5)

ShouldContinue = Callable[[Scoring], bool]
"""Told after each batch how far the pass is; whether to go on with the next."""


def due_pass(matter: Matter, at: datetime) -> Scoring | None:
    """The pass that the end of the filing window asks for, while it is not done; else None.

    A window that a later plan extends has another end, and that another pass.
    """
    if at < matter.filing_closes_at:
        return None
    occasion = f"deadline {moment_text(matter.filing_closes_at)[:16]}"
    scoring, _ = Scoring.objects.get_or_create(
        matter=matter, occasion=occasion, defaults={"started_at": at}
    )
    return scoring if scoring.finished_at is None else None


def requested_pass(matter: Matter, at: datetime) -> Scoring:
    """The pass that somebody asks for: the one they asked for before if it is not done, or a new
    one."""
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        of_matter = Scoring.objects.filter(matter=matter, occasion__startswith="asked ")
        open_one = of_matter.filter(finished_at=None).first()
        if open_one is not None:
            return open_one
        number = of_matter.count() + 1
        return Scoring.objects.create(matter=matter, occasion=f"asked {number}", started_at=at)


def take_pass(scoring: Scoring, at: datetime) -> bool:
    """Whether this worker may go on with the pass; another that died gives it up in minutes."""
    # Compare-and-set: of two that ask at once one gets it.
    free = Scoring.objects.filter(Q(taken_until=None) | Q(taken_until__lte=at), pk=scoring.pk)
    return bool(free.filter(finished_at=None).update(taken_until=at + LEASE))


def score_all(
    scoring: Scoring,
    at: datetime,
    go_on: ShouldContinue,
    *,
    actor: Actor = SYSTEM,
    batch: int = PASS_BATCH,
) -> bool:
    """Go on with a pass to its end, or as long as `go_on` says; returns whether it is done.

    What is found over all claims is looked for anew each time, and a batch keeps things once:
    an interrupted pass ends as one that was not. A claim whose data makes it fail is put aside.
    """
    matter = scoring.matter
    version = version_in_force(matter, at)
    rules = version_rules(version)
    shared = widely_shared_keys(matter, rules)
    if scoring.last_claim == 0:
        take_up(matter, None, Work.SIGNALS, at)
    with closing(WaveSearch(matter, rules)) as waves:

        def score(claims: Sequence[int]) -> None:
            some = Scope(matter, first=claims[0], last=claims[-1])
            score_range(some, shared, waves, version, scoring.occasion, at)

        while (last := _last_of_batch(scoring, batch)) is not None:
            scope = Scope(matter, first=scoring.last_claim + 1, last=last)
            claims = range(scope.first, scope.last + 1)
            run_or_put_aside(matter, claims, score, Work.SIGNALS, at)
            scoring.claims += Claim.objects.filter(scope.among_claims()).count()
            scoring.last_claim = last
            scoring.save(update_fields=["claims", "last_claim"])
            if not go_on(scoring):
                return False
    _finish_pass(scoring, version.number, actor, at)
    return True


def leave_pass(scoring: Scoring) -> None:
    """Let another worker go on with the pass."""
    Scoring.objects.filter(pk=scoring.pk).update(taken_until=None)


def _last_of_batch(scoring: Scoring, batch: int) -> int | None:
    """The key of the last claim of the next batch; None when none is left."""
    left = Claim.objects.of(scoring.matter).filter(pk__gt=scoring.last_claim).order_by("pk")
    some = left.values("pk")[:batch]
    last: int | None = Claim.objects.filter(pk__in=some).aggregate(last=Max("pk"))["last"]
    return last


def _finish_pass(scoring: Scoring, version: int, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        if not Scoring.objects.filter(pk=scoring.pk, finished_at=None).update(finished_at=at):
            return
        scoring.finished_at = at
        record_for_matter(
            scoring.matter,
            EventKind.ALL_SCORED,
            actor,
            at,
            {"occasion": scoring.occasion, "claims": scoring.claims, "rules": version},
        )
