"""The sums of a regime as lines of a table: what, for what, how much, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.law.statutes import Provision, Regime
from claims.law.statutes.dated_sums import DatedRange, Ending
from claims.law.statutes.tax_forms import ReportingForm
from claims.money import format_cents
from portal.web.court_clock import day_text

_UNITS: dict[str, str | Promise] = {
    "person": gettext_lazy("each person"),
    "violation": gettext_lazy("each violation"),
    "incident": gettext_lazy("each person and incident"),
    "day": gettext_lazy("each day of violation"),
    "work": gettext_lazy("each work"),
}


@dataclass(frozen=True)
class SumLine:
    """One sum for the days that it was in force; `ending` where no later sum is known."""

    amount: str
    days: str
    value: DatedRange
    ending: Ending | None


@dataclass(frozen=True)
class ProvisionLines:
    """A provision with its lines, the newest first."""

    provision: Provision
    lines: list[SumLine]

    @property
    def unit(self) -> str:
        return str(_UNITS[self.provision.unit])


@dataclass(frozen=True)
class RegimeLines:
    """A regime as its part of the page shows it."""

    regime: Regime
    provisions: list[ProvisionLines]
    cap_lines: list[SumLine]

    @property
    def greatest_of(self) -> list[Provision]:
        return [self.regime.provision(key) for key in self.regime.greatest_of]

    @property
    def multiplied(self) -> list[Provision]:
        return [found for found in self.regime.provisions if found.multiplier]


def regime_lines(regime: Regime) -> RegimeLines:
    """The regime with its sums as lines."""
    return RegimeLines(
        regime,
        [
            ProvisionLines(found, _sum_lines(found.values, found.ends))
            for found in regime.provisions
        ],
        _sum_lines(regime.class_cap.values, None) if regime.class_cap else [],
    )


def form_lines(form: ReportingForm) -> list[SumLine]:
    """The thresholds of a tax form, the newest first."""
    return _sum_lines(form.values, form.ends)


def _sum_lines(values: Sequence[DatedRange], ending: Ending | None) -> list[SumLine]:
    """A line for each sum, the newest first: it is what most readers look for."""
    last = ending.on if ending else None
    nexts = [*(value.in_force_on for value in values[1:]), last]
    lines = [
        SumLine(_amount_text(value), _days_text(value.in_force_on, until), value, None)
        for value, until in zip(values, nexts, strict=True)
    ]
    newest = lines[-1]
    lines[-1] = SumLine(newest.amount, newest.days, newest.value, ending)
    return lines[::-1]


def _amount_text(value: DatedRange) -> str:
    lowest, highest = value.cents
    if lowest == highest:
        return _money_text(highest)
    if lowest == 0:
        return _("Up to %(highest)s") % {"highest": _money_text(highest)}
    return _("%(lowest)s to %(highest)s") % {
        "lowest": _money_text(lowest),
        "highest": _money_text(highest),
    }


def _money_text(cents: int) -> str:
    return format_cents(cents).removesuffix(".00")


def _days_text(since: date, until: date | None) -> str:
    first = day_text(since)
    if until is None:
        return _("Since %(first)s") % {"first": first}
    last = day_text(until - timedelta(days=1))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
