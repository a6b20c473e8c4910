"""The whole class counted, in stages that can be killed."""

from claims.tally.stage_runs import (
    STAGES,
    is_done,
    number_of_steps,
    run_next_stage,
    run_part,
    step_beginnings,
)
from claims.tally.tally_start import CannotTally, cancel, start, step_of

__all__ = [
    "STAGES",
    "CannotTally",
    "cancel",
    "is_done",
    "number_of_steps",
    "run_next_stage",
    "run_part",
    "start",
    "step_beginnings",
    "step_of",
]
