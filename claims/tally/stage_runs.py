"""The stages of a tally, a part at a time, each safe to do twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claims.casework.lifecycle.faults import is_machine_error
from claims.models import OutboxEntry, Tally, TallyStage
from claims.money import CannotCalculate
from claims.records.lookup import ProductionAltered
from claims.tally import (
    allocation_stage,
    assessment_stage,
    duplicates_stage,
    facts_stage,
    publication_stage,
    reconciliation_stage,
    seal_stage,
    snapshot_stage,
)
from claims.tally.faulty_claims import Attempt, begin_anew
from claims.tally.result import StageResult
from claims.tally.stage_files import (
    StageFileAltered,
    clear_files,
    clear_part,
    part_beginnings,
    part_lock,
)
from claims.tally.tally_start import stage_entry


@dataclass(frozen=True)
class Stage:
    """`prepare` computes and leaves a file, without a transaction; `apply`, where there is one,
    writes to the database in the transaction that marks the stage, or this part of it, done.

    `attempt`, where the data of one claim can make it fail, does it for a few claims."""

    name: str
    prepare: Callable[[Tally, int], StageResult]
    apply: Callable[[Tally, datetime, int], None] | None = None
    attempt: Attempt | None = None
    is_in_parts: bool = False

    def parts(self, tally: Tally) -> int:
        """How many pieces of work it is; a tally has parts once its claims are frozen."""
        return tally.parts if self.is_in_parts else 1


STAGES: tuple[Stage, ...] = (
    Stage("snapshot", snapshot_stage.prepare, snapshot_stage.apply, snapshot_stage.attempt),
    Stage("facts", facts_stage.prepare, attempt=facts_stage.attempt, is_in_parts=True),
    Stage("assess", assessment_stage.prepare, attempt=assessment_stage.attempt, is_in_parts=True),
    Stage(
        "duplicates", duplicates_stage.prepare, attempt=duplicates_stage.attempt, is_in_parts=True
    ),
    Stage("allocate", allocation_stage.prepare, allocation_stage.apply),
    Stage("reconcile", reconciliation_stage.prepare),
    Stage("publish", publication_stage.prepare, publication_stage.apply, is_in_parts=True),
    Stage("seal", seal_stage.prepare, seal_stage.apply),
)

_PERMANENT_PROBLEMS = (
    reconciliation_stage.DoesNotReconcile,
    ProductionAltered,
    StageFileAltered,
    CannotCalculate,
)


def run_next_stage(tally: Tally, at: datetime) -> str | None:
    """Do the first part of a stage that is not done; returns the stage's name.

    None when nothing is left to do (sealed, superseded, cancelled, refused, or others do it).
    """
    done = set(TallyStage.objects.filter(tally=tally).values_list("name", "part"))
    for place, stage in enumerate(STAGES):
        for part in range(stage.parts(tally)):
            if (stage.name, part) not in done:
                return stage.name if run_part(tally, place, part, at) else None
    return None


def run_part(tally: Tally, place: int, part: int, at: datetime) -> bool:
    """Do one part of the stage at this place; whether this call did it.

    Asks for the next stage when it was the last part. What the data of some claims makes fail has
    them put aside and the tally begin anew. What else cannot be mended by trying again marks the
    tally REFUSED; what can (a full disk, a lost connection) is raised.
    """
    if tally.state != Tally.State.RUNNING:
        clear_files(tally)
        return False
    if not _may_begin(tally, place, part):
        return False
    stage = STAGES[place]
    with part_lock(tally, stage.name, part) as is_mine:
        if not is_mine:
            return False
        clear_part(tally, stage.name, part)
        try:
            return _run_stage(stage, place, part, tally, at)
        except _PERMANENT_PROBLEMS as problem:
            _refuse(tally, str(problem))
            return False
        except Exception as error:
            if stage.attempt is None or is_machine_error(error) or not _is_unchanged(tally):
                raise
            begin_anew(tally, stage.name, stage.attempt, part, error, at)
            return True


def is_done(tally: Tally, place: int, part: int) -> bool:
    """Whether nothing is left to do for this part of the stage."""
    if tally.state != Tally.State.RUNNING:
        return True
    done = TallyStage.objects.filter(tally=tally, name=STAGES[place].name, part=part)
    return done.exists()


def step_beginnings(tally: Tally, place: int, part: int) -> int:
    """How often this part of the stage was begun, by workers that ended it or were killed."""
    return part_beginnings(tally, STAGES[place].name, part)


def number_of_steps(tally: Tally) -> int:
    """All parts of all stages, as far as is known: before the claims are frozen, one each."""
    return sum(max(stage.parts(tally), 1) for stage in STAGES)


def _may_begin(tally: Tally, place: int, part: int) -> bool:
    """Whether the stage before it is done, and this part is not: messages come in any order."""
    if is_done(tally, place, part):
        return False
    if place == 0:
        return True
    before = STAGES[place - 1]
    done = TallyStage.objects.filter(tally=tally, name=before.name).count()
    return done == before.parts(tally) and part < STAGES[place].parts(tally)


def _run_stage(stage: Stage, place: int, part: int, tally: Tally, at: datetime) -> bool:
    result = stage.prepare(tally, part)
    with transaction.atomic():
        # The lock makes one of two workers on the same part wait, and then find it done.
        locked = Tally.objects.select_for_update().get(pk=tally.pk)
        if locked.beginnings != tally.beginnings or is_done(locked, place, part):
            return False
        TallyStage.objects.create(
            tally=locked,
            name=stage.name,
            place=place,
            part=part,
            rows=result.rows,
            sha256=result.sha256,
            finished_at=at,
        )
        if stage.apply:
            stage.apply(locked, at, part)
        _enqueue_next_stage(locked, place, at)
    tally.parts = locked.parts
    if locked.state != Tally.State.RUNNING:
        clear_files(tally)
    return True


def _enqueue_next_stage(tally: Tally, place: int, at: datetime) -> None:
    """Once the last part is done, ask for every part of the stage that follows."""
    done = TallyStage.objects.filter(tally=tally, name=STAGES[place].name).count()
    if done == STAGES[place].parts(tally) and place + 1 < len(STAGES):
        OutboxEntry.objects.bulk_create(
            stage_entry(tally, place + 1, part, at)
            for part in range(STAGES[place + 1].parts(tally))
        )


def _is_unchanged(tally: Tally) -> bool:
    """Whether the tally did not begin anew since it was read, which takes files away."""
    return Tally.objects.filter(pk=tally.pk, beginnings=tally.beginnings).exists()


def _refuse(tally: Tally, problem: str) -> None:
    Tally.objects.filter(pk=tally.pk, state=Tally.State.RUNNING).update(
        state=Tally.State.REFUSED, problem=problem
    )
    clear_files(tally)
