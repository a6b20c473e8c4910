"""Words for people, in the languages that every plan must speak."""

from claims.law.data_files.file_fields import Bilingual, StrictModel

__all__ = ["Bilingual", "ResultWords"]


class ResultWords(StrictModel):
    """What a claimant reads about a criterion, for each of its results."""

    met: Bilingual
    unmet: Bilingual
    unknown: Bilingual
