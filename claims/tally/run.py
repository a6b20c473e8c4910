"""The stages of a tally, one at a time, each safe to do twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claims.models import OutboxEntry, Tally, TallyStage
from claims.records.lookup import ProductionAltered
from claims.tally import allocate, assess, publish, reconcile, seal, snapshot
from claims.tally.files import StageFileAltered
from claims.tally.result import StageResult
from claims.tally.start import stage_entry


@dataclass(frozen=True)
class Stage:
    """One step: `prepare` computes and leaves a file, without a transaction; `apply`, where there
    is one, writes to the database in the transaction that marks the stage done."""

    name: str
    prepare: Callable[[Tally], StageResult]
    apply: Callable[[Tally, datetime], None] | None = None


STAGES: tuple[Stage, ...] = (
    Stage("snapshot", snapshot.prepare),
    Stage("assess", assess.prepare),
    Stage("allocate", allocate.prepare, allocate.apply),
    Stage("reconcile", reconcile.prepare),
    Stage("publish", publish.prepare, publish.apply),
    Stage("seal", seal.prepare, seal.apply),
)


def run_next_stage(tally: Tally, at: datetime) -> str | None:
    """Do the first stage that is not done, and ask for the one after it.

    Returns its name, or None when nothing is left to do (sealed, superseded, refused, or another
    worker was faster). What cannot be mended by trying again marks the tally REFUSED.
    """
    if tally.state != Tally.State.RUNNING:
        return None
    done = set(TallyStage.objects.filter(tally=tally).values_list("name", flat=True))
    place, stage = next(((p, s) for p, s in enumerate(STAGES) if s.name not in done), (0, None))
    if stage is None:
        return None
    try:
        return _do(stage, place, tally, at)
    except (reconcile.DoesNotReconcile, ProductionAltered, StageFileAltered) as problem:
        _refuse(tally, str(problem))
        return None


def _do(stage: Stage, place: int, tally: Tally, at: datetime) -> str | None:
    result = stage.prepare(tally)
    with transaction.atomic():
        # The lock makes one of two workers on the same stage wait, and then find it done.
        locked = Tally.objects.select_for_update().get(pk=tally.pk)
        if locked.state != Tally.State.RUNNING:
            return None
        if TallyStage.objects.filter(tally=tally, name=stage.name).exists():
            return None
        TallyStage.objects.create(
            tally=locked,
            name=stage.name,
            place=place,
            rows=result.rows,
            sha256=result.sha256,
            finished_at=at,
        )
        if stage.apply:
            stage.apply(locked, at)
        if place + 1 < len(STAGES):
            OutboxEntry.objects.bulk_create([stage_entry(locked, place + 1, at)])
    return stage.name


def _refuse(tally: Tally, problem: str) -> None:
    Tally.objects.filter(pk=tally.pk, state=Tally.State.RUNNING).update(
        state=Tally.State.REFUSED, problem=problem
    )
