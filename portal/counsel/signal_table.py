"""How many claims each signal is on, and holds, as counsel reads them: numbers and no claim."""

from dataclasses import dataclass

from django.utils.functional import Promise

from claims.casework import signals
from claims.casework.signals.signal_counts import SignalFigures
from claims.models import Matter
from portal.staff.tallies.percentages import percent


@dataclass(frozen=True)
class CodeLine:
    """One signal, with a bar of its share of the most frequent one."""

    words: str | Promise
    claims: int
    bar: str
    css: str = "undetermined"


@dataclass(frozen=True)
class SignalTable:
    """The section of counsel's page."""

    figures: SignalFigures
    lines: list[CodeLine]
    released: list[tuple[str | Promise, int]]


def signal_table(matter: Matter) -> SignalTable:
    """The figures as they are now."""
    found = signals.signal_figures(matter)
    most = max(found.by_code.values(), default=0)
    return SignalTable(
        figures=found,
        lines=[
            CodeLine(code.label, claims, percent(claims, most))
            for code, claims in found.by_code.items()
        ],
        released=[(way.label, claims) for way, claims in found.released.items()],
    )
