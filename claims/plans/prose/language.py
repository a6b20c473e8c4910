"""One language: its phrases, and how it writes days, numbers, money and lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from claims.law.data_files.file_fields import Citation
from claims.money import format_cents
from claims.plans.prose import english, spanish
from claims.plans.prose.document import Source
from claims.plans.ratios import ratio
from claims.plans.result_texts import Bilingual

PHRASES = {"en": english.PHRASES, "es": spanish.PHRASES}
"""Every phrase by language and key. The tables hold the same keys with the same blanks."""
FILES = {"en": "claims/plans/prose/english.py", "es": "claims/plans/prose/spanish.py"}
"""Where the phrases of a language are written."""

_MONTHS = {"en": english.MONTHS, "es": spanish.MONTHS}
_THOUSANDS_SEPARATORS = {"en": ",", "es": "\u00a0"}
_I_SOUND = re.compile(r"\W*h?i(?!e)", re.IGNORECASE)
_O_SOUND = re.compile(r"\W*(h?o|8)", re.IGNORECASE)


@dataclass(frozen=True)
class Language:
    """English ("en") or Spanish ("es")."""

    code: str

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return PHRASES[self.code][key].format(**values)

    def words(self, words: Bilingual) -> str:
        """The plan's own words, in one line."""
        return " ".join(words.in_language(self.code).split())

    def quoted(self, text: Bilingual | str) -> str:
        """A name that the plan gives something, in quotation marks."""
        name = text if isinstance(text, str) else self.words(text)
        return self.say("quoted", name=name)

    def sentence(self, text: str) -> str:
        """The text with a capital letter before it and a full stop after it."""
        capital = text[:1].upper() + text[1:]
        return capital if capital.endswith((".", ":", "?", "!", ".”", ".»")) else f"{capital}."

    def day(self, day: date) -> str:
        """A day: "2 March 2026", "2 de marzo de 2026"."""
        month = _MONTHS[self.code][day.month - 1]
        return self.say("day", day=day.day, month=month, year=day.year)

    def money(self, cents: int) -> str:
        """An amount as plans and orders write it, in either language: "$1,000.00"."""
        return format_cents(cents)

    def number(self, number: int) -> str:
        """A whole number: "1,234", and in Spanish with a space that does not break."""
        return f"{number:,}".replace(",", _THOUSANDS_SEPARATORS[self.code])

    def rate(self, text: str) -> str:
        """A rate in dollars with all its decimals: "$2.38", "$0.20405"."""
        whole, _, decimals = text.removeprefix("$").partition(".")
        return f"${int(whole):,}.{decimals.ljust(2, '0')}"

    def ratio(self, text: str) -> str:
        """A ratio as people read it: "100/3" is "33 1/3", "1.5" stays."""
        if "/" not in text:
            return text
        exact: Fraction = ratio(text)
        whole, part = divmod(exact.numerator, exact.denominator)
        over = f"{part}/{exact.denominator}"
        if part == 0:
            return str(whole)
        return f"{whole} {over}" if whole else over

    def percent(self, text: str) -> str:
        """A percentage: "15%", "33 1/3%"."""
        return f"{self.ratio(text)}%"

    def listed(self, texts: Sequence[str], word: str = "and") -> str:
        """Several texts in a row: "A, B and C"; with word="or", "A, B or C"."""
        if len(texts) == 1:
            return texts[0]
        joined = self.say(self._conjunction(word, texts[-1]))
        return f"{', '.join(texts[:-1])} {joined} {texts[-1]}"

    def source(self, citation: Citation | None) -> Source | None:
        """A citation, with a note unless somebody checked it."""
        if citation is None:
            return None
        note = "" if citation.verified else self.say("unverified")
        return Source(" ".join(citation.text.split()), citation.url or "", note)

    def _conjunction(self, word: str, following: str) -> str:
        """Spanish has another "and" before the sound of i, and another "or" before that of o."""
        sound = _I_SOUND if word == "and" else _O_SOUND
        return f"{word}_before_its_sound" if sound.match(following) else word
