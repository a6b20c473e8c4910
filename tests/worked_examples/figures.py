"""What a calculation comes to, as figures by name."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from claims.calculator.payments import Calculation
from claims.plans import Plan

BETWEEN = "#"
"""Stands between the name of repeated claims and the number of each."""

Figures = dict[str, Any]


def figures_of(connection: Any, calculated: Calculation, plan: Plan) -> Figures:
    """Figures by name; amounts as text, "20.43".

    verdict.CLAIM, award.CLAIM, award.CLAIM.HEAD, share.CLAIM.POOL, bound.CLAIM.POOL (what decides
    that share: free, cap …), payment.CLAIM, kept.CLAIM, withheld.CLAIM, fact.CLAIM.FACT: of each
    claim of that name; where they differ, how many have which. payments.CLAIM: of all claims of
    that name together. both.CLAIM: the payment and what was paid before. total.cap_binds.POOL: is
    any share at its cap? And those of `totals_named`.
    """
    table = calculated.table
    columns = _columns(plan, calculated)
    name = table["claim"].split(BETWEEN)[0]
    counted = (
        table.select(claim=name, **{key: table[column] for key, column in columns.items()})
        .group_by(["claim", *columns])
        .aggregate(claims=lambda t: t.count())
    )
    rows = connection.to_pyarrow(counted).to_pylist()
    return _told(rows, columns, plan) | totals_named(calculated.totals)


def _columns(plan: Plan, calculated: Calculation) -> dict[str, str]:
    """What is told of a claim, and in which column it stands."""
    columns = {word: word for word in ("verdict", "award", "payment", "kept", "withheld")}
    columns |= {f"award.{head.key}": f"award_{head.key}" for head in plan.damages}
    columns |= {f"fact.{key}": f"fact_{key}" for key in plan.facts}
    for word in ("share", "bound"):
        names = [name for name in calculated.table.columns if name.startswith(f"{word}_")]
        columns |= {f"{word}.{name.removeprefix(f'{word}_')}": name for name in names}
    return columns


def _told(rows: list[dict[str, Any]], columns: Mapping[str, str], plan: Plan) -> Figures:
    counts: dict[str, Counter[Any]] = {}
    together: Counter[str] = Counter()
    capped: dict[str, bool] = {}
    for row in rows:
        claim = row["claim"]
        for key in columns:
            word, _, part = key.partition(".")
            value = _shown(key, row[key], plan)
            name = f"{word}.{claim}" + (f".{part}" if part else "")
            counts.setdefault(name, Counter())[value] += row["claims"]
        together[f"payments.{claim}"] += row["payment"] * row["claims"]
        if row.get("fact.paid_before") is not None:
            both = as_text(row["payment"] + row["fact.paid_before"])
            counts.setdefault(f"both.{claim}", Counter())[both] += row["claims"]
        for key in columns:
            if key.startswith("bound."):
                name = f"total.cap_binds.{key.removeprefix('bound.')}"
                capped[name] = capped.get(name, False) or row[key] == "cap"
    figures: Figures = capped | {
        name: dict(count) if len(count) > 1 else next(iter(count)) for name, count in counts.items()
    }
    return figures | {name: as_text(cents) for name, cents in together.items()}


def _shown(key: str, value: Any, plan: Plan) -> Any:
    word, _, part = key.partition(".")
    if word in ("verdict", "bound") or value is None:
        return value
    if word == "fact" and plan.facts[part].type != "amount":
        return value
    return as_text(int(value))


def totals_named(totals: Mapping[str, Any]) -> Figures:
    """Figures of the whole, by name.

    total.net, total.payments, total.reserve, total.kept, total.withheld, total.residual,
    total.award, total.award.HEAD, total.payees, total.kept_without_amount; of the waterfall
    total.step.KEY and total.top_up_due (did the defendant add money?); of pools total.money.POOL,
    total.used.POOL, total.share.POOL: the exact value of one share, rounded half up to the cent,
    and total.value.POOL: the same cut to seven decimals of a dollar.
    """
    words = ("net", "payments", "reserve", "kept", "withheld", "residual", "award")
    figures: Figures = {
        f"total.{word}": as_text(totals[f"{word}_cents"])
        for word in words
        if f"{word}_cents" in totals
    }
    figures["total.payees"] = totals["payees"]
    figures["total.kept_without_amount"] = totals.get("kept_without_amount", 0)
    figures |= {f"total.award.{k}": as_text(cents) for k, cents in totals["awards_cents"].items()}
    for step in totals.get("waterfall", []):
        figures[f"total.step.{step['key']}"] = as_text(abs(step["cents"]))
        if step["key"] == "top_up":
            figures["total.top_up_due"] = step["cents"] > 0
    for pool in totals.get("pools", []):
        figures[f"total.money.{pool['key']}"] = as_text(pool["money_cents"])
        figures[f"total.used.{pool['key']}"] = as_text(pool["used_cents"])
        if pool["share_value"] is not None:
            value = Fraction(pool["share_value"])
            figures[f"total.share.{pool['key']}"] = as_text(floor(value + Fraction(1, 2)))
            dollars, parts = divmod(floor(value * 10**5), 10**7)
            figures[f"total.value.{pool['key']}"] = f"{dollars}.{parts:07d}"
    return figures


def as_text(cents: int) -> str:
    """The amount as plans write it: 2043 is "20.43"."""
    return f"{cents // 100}.{cents % 100:02d}"
