"""Worked examples of settlements: read, run through the calculator, and told as figures.

An example has a `name` (a sentence) and:

plan        a plan of the library, or of `plans/` beside this file
with        changes to the plan: the way to a value, and the value
round       which round is paid; 1 if absent
claims      `claim`, `facts` (amounts in quotes), perhaps `standing`, `repeat` (so many like it)
            and, where facts are drawn from records, `account` (columns of its row)
expect      figures by name, see `figures.figures_of`
refused     words of the error, instead of `expect`
inferred    what of the claims is not published, in a sentence
published   figures of the real case that are told on the page docs/settlements.md: `what`, `ours`
            (a name of a figure), and `figure` or `between` (two bounds, both inside); if it is only
            near, `match: near`, `tolerance` and `why`
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from claims.calculator.facts import derive_facts
from claims.calculator.payments import calculate
from claims.money import parse_cents
from claims.plans import Plan, library_path, library_slugs, load
from claims.plans.fact_kinds import CalendarMonthsBetween, Total
from tests.claims.calculator.cases import account, record_tables, records, rows_of
from tests.worked_examples.figures import BETWEEN, Figures, figures_of

HERE = Path(__file__).parent
FOLDER = HERE / "settlements"
PLANS = HERE / "plans"
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
    steps: list[Any] = [int(step) if step.isdigit() else step for step in way]
    *there, last = steps
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
    rows = rows_of(derive_facts(produced.accounts.select("account_id"), produced, plan))
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
