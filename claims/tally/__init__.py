"""The whole class counted, in stages that can be killed."""

from claims.tally.run import STAGES, begun, is_done, number_of_steps, run_next_stage, run_part
from claims.tally.start import CannotTally, cancel, start, step_of

__all__ = [
    "STAGES",
    "CannotTally",
    "begun",
    "cancel",
    "is_done",
    "number_of_steps",
    "run_next_stage",
    "run_part",
    "start",
    "step_of",
]
