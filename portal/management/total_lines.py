"""The totals of a calculation as lines for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from claims.money import format_cents
from portal.staff.tallies.fund_figures import share_value

_WIDTH = 44


def totals_text(totals: Mapping[str, Any], currency: str) -> str:
    """Claims by verdict, awards by head, the waterfall, the pools, and what is paid."""
    return "\n".join(_total_lines(totals, currency))


def _total_lines(totals: Mapping[str, Any], currency: str) -> Iterator[str]:
    yield f"Plan {totals['plan']}, version {totals['plan_sha256'][:12]}, round {totals['round']}"
    yield _count_line("claims", totals["claims"])
    for verdict, claims in totals["verdicts"].items():
        yield _count_line(f"  {verdict}", claims)
    for head, cents in totals["awards_cents"].items():
        yield _money_line(f"awards: {head}", cents, currency)
    if not totals["fund"]:
        yield "There is no fund: awards are exposure, and nobody is paid."
        return
    yield from fund_lines(totals, currency)


def fund_lines(totals: Mapping[str, Any], currency: str) -> Iterator[str]:
    """The waterfall from gross to net, the pools, and payments, reserve and residual, which add up
    to the net fund."""
    for step in totals["waterfall"]:
        yield _money_line(step["key"], step["cents"], currency)
    for pool in totals["pools"]:
        yield _money_line(f"pool {pool['key']}", pool["money_cents"], currency)
        yield _money_line(f"  used by {pool['claims']:,} claims", pool["used_cents"], currency)
        if pool["share_value"] is not None:
            value = share_value(pool["share_value"], currency)
            yield f"{'  value of one share':{_WIDTH}}{value:>22}"
    yield _money_line("payments", totals["payments_cents"], currency)
    yield _count_line("  claims paid", totals["payees"])
    for name in ("smallest", "median", "largest"):
        if totals[f"{name}_cents"] is not None:
            yield _money_line(f"  {name}", totals[f"{name}_cents"], currency)
    yield _money_line("kept for claims not decided", totals["kept_cents"], currency)
    if totals["kept_without_amount"]:
        yield _count_line(
            "  claims with nothing kept: amount unknown", totals["kept_without_amount"]
        )
    yield _money_line("withheld for want of a taxpayer number", totals["withheld_cents"], currency)
    yield _money_line("residual", totals["residual_cents"], currency)


def _count_line(label: str, number: int) -> str:
    return f"{label:{_WIDTH}}{number:>22,}"


def _money_line(label: str, cents: int, currency: str) -> str:
    return f"{label:{_WIDTH}}{format_cents(cents, currency):>22}"
