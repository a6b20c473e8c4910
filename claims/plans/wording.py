"""Words for people, in the languages that every plan must speak."""

from claims.statutes.schema import Strict, Words


class Bilingual(Strict):
    """The same words in English and in Spanish."""

    en: Words
    es: Words

    def in_language(self, code: str) -> str:
        """The words for a language code such as "es" or "es-mx"; English for any other."""
        return self.es if code.lower().partition("-")[0] == "es" else self.en


class ResultWords(Strict):
    """What a claimant reads about a criterion, for each of its results."""

    met: Bilingual
    unmet: Bilingual
    unknown: Bilingual
