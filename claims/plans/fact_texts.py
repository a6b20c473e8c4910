"""What every fact says of itself in words, and what is said where a plan does not."""

from datetime import date

from pydantic import Field

from claims.law.data_files.file_fields import StrictModel
from claims.plans.result_texts import Bilingual


class LabelledFact(StrictModel):
    """What every fact has: a name, what it is counted in and what unknown means for it."""

    label: Bilingual
    stated_unit: Bilingual | None = Field(default=None, alias="unit")
    stated_unknown: Bilingual | None = Field(default=None, alias="unknown")

    @property
    def unit(self) -> Bilingual:
        """What the fact is counted in, as the plan says or else by its kind."""
        return self.stated_unit or self._unit()

    @property
    def unknown(self) -> Bilingual:
        """What it means that this fact is unknown, as the plan says or else by its kind."""
        return self.stated_unknown or self._unknown()

    def _unit(self) -> Bilingual:
        raise NotImplementedError

    def _unknown(self) -> Bilingual:
        raise NotImplementedError


DAYS = Bilingual(en="days", es="días")
MONTHS = Bilingual(en="months", es="meses")
POINTS = Bilingual(en="points", es="puntos")
DOLLARS = Bilingual(en="US dollars", es="dólares estadounidenses")

RECORD_UNITS = {
    "subscriptions": Bilingual(en="subscriptions", es="suscripciones"),
    "messages": Bilingual(en="messages", es="mensajes"),
}

TYPE_UNITS = {
    "count": Bilingual(en="units", es="unidades"),
    "amount": DOLLARS,
    "text": Bilingual(en="text", es="texto"),
    "day": Bilingual(en="date", es="fecha"),
    "yes_or_no": Bilingual(en="yes or no", es="sí o no"),
}

NO_VALUE = Bilingual(
    en="The account has no value here.", es="La cuenta no tiene ningún valor aquí."
)
NO_ACCOUNT = Bilingual(
    en="No account was matched to the claim.",
    es="No se ha vinculado ninguna cuenta a la reclamación.",
)
ROWS_MISSING = Bilingual(
    en="A row of this account was refused or the production is marked incomplete.",
    es="Se rechazó una fila de esta cuenta o la entrega de registros está marcada como incompleta.",
)
NO_ROW_OR_ROWS_MISSING = Bilingual(
    en=(
        "There is no such row, or a row of this account was refused, or the production is marked "
        "incomplete."
    ),
    es=(
        "No hay ninguna fila así, o se rechazó una fila de esta cuenta, o la entrega de registros "
        "está marcada como incompleta."
    ),
)
NEVER_UNKNOWN = Bilingual(
    en="Never unknown: it is the same for everybody.",
    es="Nunca se desconoce: es igual para todas las personas.",
)
NOT_STATED = Bilingual(en="The claim does not state it.", es="La reclamación no lo indica.")
PART_UNKNOWN = Bilingual(
    en="One of the facts added up is unknown, or more of it could turn up.",
    es="Se desconoce uno de los datos sumados, o podría aparecer más de él.",
)
DATES_UNKNOWN = Bilingual(
    en="One of the two dates is unknown, or the second is before the first.",
    es="Se desconoce una de las dos fechas, o la segunda es anterior a la primera.",
)


def blank_text(value: int | str | date) -> Bilingual:
    """What is said of a fact for which a blank is an answer."""
    en, es = str(value), str(value)
    if isinstance(value, bool):
        en, es = ("yes", "sí") if value else ("no", "no")
    return Bilingual(
        en=f"Never unknown: where the claim states nothing, it counts as {en}.",
        es=f"Nunca se desconoce: si la reclamación no indica nada, cuenta como {es}.",
    )


def value_with_article(fact_type: str) -> str:
    """A value of this type of fact, with its article, as advice to authors names it."""
    article = "an" if fact_type == "amount" else "a"
    return f"{article} {fact_type.replace('_', ' ')}"
