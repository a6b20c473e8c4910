"""The declaration under penalty of perjury, 28 U.S.C. 1746.

The statute gives the words, one form for people inside "the United States, its territories,
possessions, or commonwealths" and one for people outside. The English text is what is signed; a
translation stands beside it and is kept with it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from claims.plans.result_texts import Bilingual
from portal.claimant.question_forms import INSIDE
from portal.web.court_clock import day_text

_INSIDE = Bilingual(
    en="I declare under penalty of perjury that the foregoing is true and correct.",
    es="Declaro bajo pena de perjurio que lo anterior es verdadero y correcto.",
)
_OUTSIDE = Bilingual(
    en=(
        "I declare under penalty of perjury under the laws of the United States of America that "
        "the foregoing is true and correct."
    ),
    es=(
        "Declaro bajo pena de perjurio conforme a las leyes de los Estados Unidos de América que "
        "lo anterior es verdadero y correcto."
    ),
)
_EXECUTED = Bilingual(en="Executed on {day}.", es="Otorgado el {day}.")


@dataclass(frozen=True)
class DeclarationText:
    """The words for one person on one day. `version` names them: change one and the other."""

    version: str
    english: str
    spanish: str
    day: str
    zone: str

    @property
    def zone_city(self) -> str:
        """The city that the zone is named after: "Los Angeles"."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    def signed(self, *, name: str, place: str, language: str) -> dict[str, str]:
        """What is kept of the signature, as Submission.declaration holds it."""
        record = {
            "version": self.version,
            "text": self.english,
            "name": name,
            "date": self.day,
            "zone": self.zone,
            "place": place,
            "language": language,
        }
        if language == "es":
            record["translation"] = self.spanish
        return record


def declaration_text(signing_country: str, zone: str, at: datetime) -> DeclarationText:
    """The declaration for somebody who signs at this moment, dated in the court's zone."""
    is_inside = signing_country == INSIDE
    words = _INSIDE if is_inside else _OUTSIDE
    day = at.astimezone(ZoneInfo(zone)).date()

    def text(code: str) -> str:
        with translation.override(code):
            executed = _EXECUTED.in_language(code).format(day=day_text(day))
        return f"{words.in_language(code)} {executed}"

    return DeclarationText(
        version="28-usc-1746-2-v1" if is_inside else "28-usc-1746-1-v1",
        english=text("en"),
        spanish=text("es"),
        day=day.isoformat(),
        zone=zone,
    )
