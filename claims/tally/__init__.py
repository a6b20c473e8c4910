"""The whole class counted, in stages that can be killed."""

from claims.tally.run import STAGES, run_next_stage
from claims.tally.start import CannotTally, start

__all__ = ["STAGES", "CannotTally", "run_next_stage", "start"]
