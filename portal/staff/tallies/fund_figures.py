"""How a tally divides its fund, as the lines of a page. Money is whole cents until it is text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Tally
from claims.money import format_cents
from claims.plans.result_texts import Bilingual
from portal.staff.tallies.percentages import percent

_STEP_LABELS: Mapping[str, Promise] = {
    "gross": gettext_lazy("Gross fund"),
    "interest": gettext_lazy("Interest that it earned"),
    "top_up": gettext_lazy("Paid in again, as the plan orders"),
    "net": gettext_lazy("Net fund"),
}
_USE_LABELS: Mapping[str, Promise] = {
    "payments_cents": gettext_lazy("Payments to approved claims"),
    "kept_cents": gettext_lazy("Reserve: kept for claims that are not decided"),
    "withheld_cents": gettext_lazy("Reserve: withheld for want of a taxpayer number"),
    "residual_cents": gettext_lazy("Residual: left over by rounding and limits"),
}


@dataclass(frozen=True)
class MoneyLine:
    """One amount with its share of the whole, as a percentage and the length of its bar."""

    label: str
    amount: str
    share: str
    is_total: bool = False


@dataclass(frozen=True)
class PoolLine:
    """One pool: who shares in it and what one share comes to."""

    label: str
    claims: int
    money: str
    used: str
    unspent: str
    share_value: str


@dataclass(frozen=True)
class FundFigures:
    """The waterfall from gross to net, the pools, and where the net fund goes: `uses` add up to
    `net`. Payments are None where nobody is paid."""

    waterfall: list[MoneyLine]
    net: str
    uses: list[MoneyLine]
    pools: list[PoolLine]
    payees: int
    smallest: str | None
    median: str | None
    largest: str | None
    paid: str
    kept: str
    kept_without_amount: int


def fund_figures(tally: Tally) -> FundFigures | None:
    """The figures of a tally's fund; None for a plan without one, or before it is divided."""
    fund, currency = tally.fund, tally.matter.currency
    if not fund:
        return None

    def money(key: str) -> str | None:
        return None if fund[key] is None else format_cents(fund[key], currency)

    net = fund["net_cents"]
    return FundFigures(
        waterfall=_waterfall_lines(fund["waterfall"], currency),
        net=format_cents(net, currency),
        uses=[
            MoneyLine(str(words), format_cents(fund[key], currency), percent(fund[key], net))
            for key, words in _USE_LABELS.items()
        ],
        pools=[_pool_line(pool, currency) for pool in fund["pools"]],
        payees=fund["payees"],
        smallest=money("smallest_cents"),
        median=money("median_cents"),
        largest=money("largest_cents"),
        paid=format_cents(fund["payments_cents"], currency),
        kept=format_cents(fund["kept_cents"], currency),
        kept_without_amount=fund["kept_without_amount"],
    )


def _waterfall_lines(steps: list[dict[str, Any]], currency: str) -> list[MoneyLine]:
    # What comes in is the whole; each deduction is a share of it, and so is what is left.
    whole = sum(step["cents"] for step in steps[:-1] if step["cents"] > 0)
    return [
        MoneyLine(
            label=_step_label(step),
            amount=format_cents(step["cents"], currency),
            share=percent(abs(step["cents"]), whole),
            is_total=step["key"] == "net",
        )
        for step in steps
    ]


def _step_label(step: Mapping[str, Any]) -> str:
    return _in_page_language(step["label"]) if "label" in step else str(_STEP_LABELS[step["key"]])


def _pool_line(pool: Mapping[str, Any], currency: str) -> PoolLine:
    return PoolLine(
        label=_in_page_language(pool["label"]),
        claims=pool["claims"],
        money=format_cents(pool["money_cents"], currency),
        used=format_cents(pool["used_cents"], currency),
        unspent=format_cents(pool["unspent_cents"], currency),
        share_value=share_value(pool["share_value"], currency),
    )


def share_value(exact: str | None, currency: str) -> str:
    """An exact value of one share, "numerator/denominator" in cents, for people.

    Where it is no whole number of cents, to a ten-thousandth of a cent, rounded down, and said to
    be about that much; blank where there is none.
    """
    if exact is None:
        return ""
    numerator, denominator = map(int, exact.split("/"))
    cents, rest = divmod(numerator, denominator)
    if not rest:
        return format_cents(cents, currency)
    more = rest * 10_000 // denominator
    return _("about %(amount)s") % {"amount": f"{format_cents(cents, currency)}{more:04d}"}


def _in_page_language(label: Mapping[str, str]) -> str:
    return Bilingual(**label).in_language(translation.get_language() or "en")
