"""Worked examples of settlements: read, run through the calculator, and told as figures.

An example has a `name` (a sentence) and:

plan        a plan of the library, or of `plans/` beside this file
with        changes to the plan: the way to a value, and the value
round       which round is paid; 1 if absent
claims      `claim`, `facts` (amounts in quotes), perhaps `standing`, `repeat` (so many like it)
            and, where facts are drawn from records, `account` (columns of its row)
expect      figures by name, see `figures_of`
refused     words of the error, instead of `expect`
inferred    what of the claims is not published, in a sentence
published   figures of the real case that are told on the page docs/settlements.md: `what`, `ours`
            (a name of a figure), and `figure` or `between` (two bounds, both inside); if it is only
            near, `match: near`, `tolerance` and `why`
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from claims.calculation.payments import Calculated, calculate
from claims.facts import draw_facts
from claims.money import parse_cents
from claims.plans import Plan, library_path, library_slugs, load
from claims.plans.facts import CalendarMonthsBetween, Total
from tests.claims.calculation.cases import account, record_tables, records, rows_of

HERE = Path(__file__).parent
FOLDER = HERE / "settlements"
PLANS = HERE / "plans"
BETWEEN = "#"
"""Stands between the name of repeated claims and the number of each."""

Figures = dict[str, Any]
_TYPES = {"count": pa.int64(), "amount": pa.int64(), "text": pa.string(), "day": pa.date32()}


def examples() -> list[dict[str, Any]]:
    """Every example, in the order of the files."""
    return [example for path in sorted(FOLDER.glob("*.yaml")) for example in _read(path)]


@cache
def _read(path: Path) -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")))


def plan_of(example: Mapping[str, Any]) -> Plan:
    """The example's plan, with its changes."""
    slug = example["plan"]
    plan = load(library_path(slug) if slug in library_slugs() else PLANS / f"{slug}.yaml")
    if "with" not in example:
        return plan
    stated = plan.as_json()
    for way, value in example["with"].items():
        _change(stated, way.split("."), value)
    return Plan.model_validate_json(json.dumps(stated, default=str))


def _change(stated: Any, way: list[str], value: Any) -> None:
    *there, last = (int(step) if step.isdigit() else step for step in way)
    for step in there:
        stated = stated[step]
    stated[last] = value


# -- claims -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stated:
    """One row of an example: claims alike, and what is known of them."""

    claim: str
    repeat: int
    row: dict[str, Any]

    def claims(self) -> Iterator[dict[str, Any]]:
        """A row for each claim."""
        for number in range(self.repeat):
            yield {"claim": self._name(number), **self.row}

    def _name(self, number: int) -> str:
        return self.claim if self.repeat == 1 else f"{self.claim}{BETWEEN}{number:07d}"


def stated_claims(example: Mapping[str, Any], plan: Plan) -> list[Stated]:
    """The rows of an example, with a value for each fact that is stated or drawn."""
    drawn = _drawn(example, plan)
    found = []
    for claim in example["claims"]:
        facts = drawn.get(claim["claim"], {}) | _typed(claim.get("facts", {}), plan)
        row = {"standing": claim.get("standing"), **{f"fact_{key}": facts[key] for key in facts}}
        found.append(Stated(claim["claim"], claim.get("repeat", 1), row))
    return found


def _typed(facts: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    unknown = set(facts) - set(plan.facts)
    assert not unknown, f"{plan.slug} has no facts {unknown}"
    return {
        key: parse_cents(value) if plan.facts[key].type == "amount" else value
        for key, value in facts.items()
    }


def _drawn(example: Mapping[str, Any], plan: Plan) -> dict[str, dict[str, Any]]:
    """Facts of the claims whose account's row the example states, drawn as from a production."""
    accounts = [
        account(claim["claim"], **claim["account"])
        for claim in example["claims"]
        if "account" in claim
    ]
    if not accounts:
        return {}
    produced = record_tables(records(accounts=accounts, subscriptions=[], messages=[]))
    rows = rows_of(draw_facts(produced.accounts.select("account_id"), produced, plan))
    return {
        row["account_id"]: {key: row[f"fact_{key}"] for key in plan.facts if f"fact_{key}" in row}
        for row in rows
    }


def facts_table(connection: Any, stated: list[Stated], plan: Plan) -> Any:
    """The table of facts that the calculator takes, repeated by the engine."""
    types = {
        f"fact_{key}": _TYPES.get(fact.type, pa.bool_())
        for key, fact in plan.facts.items()
        if not isinstance(fact, Total | CalendarMonthsBetween)
    }
    schema = pa.schema(
        [("name", pa.string()), ("repeat", pa.int64()), ("standing", pa.string()), *types.items()]
    )
    rows = [{"name": each.claim, "repeat": each.repeat, **each.row} for each in stated]
    given = [name for name in schema.names if any(name in row for row in rows)]
    whole = [{name: row.get(name) for name in given} for row in rows]
    arrow = pa.Table.from_pylist(whole, schema=pa.schema([schema.field(name) for name in given]))
    table = connection.create_table("stated", ibis.memtable(arrow), temp=True)
    one = table.filter(table["repeat"] == 1).mutate(claim=table["name"])
    many = table.filter(table["repeat"] > 1)
    many = many.mutate(number=ibis.range(ibis.literal(0, "int64"), many["repeat"])).unnest("number")
    many = many.mutate(claim=many["name"] + BETWEEN + many["number"].cast("string").lpad(7, "0"))
    columns = ["claim", *(name for name in given if name not in ("name", "repeat"))]
    return one.select(columns).union(many.select(columns))


# -- results ----------------------------------------------------------------------------------


@cache
def figures(name: str) -> Figures:
    """The figures of the example of this name, calculated once in a process."""
    return run(next(example for example in examples() if example["name"] == name))


def run(example: Mapping[str, Any]) -> Figures:
    """The figures that the calculator gives the example."""
    plan = plan_of(example)
    connection = ibis.duckdb.connect(threads=2)
    stated = stated_claims(example, plan)
    facts = facts_table(connection, stated, plan)
    calculated = calculate(connection, facts, plan, example.get("round", 1))
    return figures_of(connection, calculated, plan)


def figures_of(connection: Any, calculated: Calculated, plan: Plan) -> Figures:
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


def _columns(plan: Plan, calculated: Calculated) -> dict[str, str]:
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
