"""Which of several claims of one person, or for one account, goes on."""

from typing import Literal

from claims.law.data_files.file_fields import Citation, StrictModel

Survivor = Literal["earliest", "latest"]
"""Of several complete claims the one filed first, then the one with the lowest reference; or the
one filed last, then the one with the highest; but one that a person found eligible before all."""


class Duplicates(StrictModel):
    """The rule, written out. A plan that says nothing of it has `earliest`."""

    survivor: Survivor
    citation: Citation
