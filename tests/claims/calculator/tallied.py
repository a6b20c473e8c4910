"""A tally's tables without a database: claims numbered, determined and, with a fund, paid."""

import functools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml
from ibis.backends.duckdb import Backend

from claims.calculator import CLAIMS, determine, tally_payments
from claims.calculator.facts import COLUMN_TYPES
from claims.money.exact_arithmetic import install_arithmetic
from claims.plans import MatterPlan, Plan, library_path, parse
from claims.plans.fact_kinds import ClaimValue
from claims.tally.canonical_tables import install_pseudonym_macro
from tests.claims.calculator.cases import Row, arrow, numbers_of, record_tables

FIRST_MATTER = library_path("linkedin-inmail").read_text(encoding="utf-8")
_CITED = {"text": "A test.", "verified": False}


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@functools.cache
def fund_text() -> str:
    """The first matter's plan with a fund of $1,000, claim facts, a small cap and a floor."""
    plan = yaml.safe_load(FIRST_MATTER)
    words = {"en": "Words", "es": "Palabras"}
    plan["facts"] |= {
        "note": {"kind": "claim_value", "type": "text", "label": words},
        "spent": {"kind": "claim_value", "type": "amount", "label": words, "if_blank": "0.00"},
        "days_and_inmails": {
            "kind": "total",
            "type": "count",
            "of": ["paid_premium_days", "inmails"],
            "label": words,
        },
    }
    plan["fund"] = {"gross": "1000.00", "citation": _CITED}
    plan["fund"]["deductions"] = [
        {
            "key": "fees",
            "purpose": "fees",
            "label": words,
            "percent": "100/3",
            "of": "gross",
            "citation": _CITED,
        }
    ]
    plan["pools"] = [
        {
            "key": "days",
            "label": words,
            "citation": _CITED,
            "money": {"percent": "50"},
            "by": {"fact": "paid_premium_days"},
            "at_most": "200.00",
        },
        {
            "key": "equal",
            "label": words,
            "citation": _CITED,
            "money": "rest",
            "by": "equal",
            "who": {"not": {"fact": "spent", "at_least": "1000.00"}},
        },
    ]
    plan["residual"] = {"to": "cy_pres", "citation": _CITED}
    plan["rounding"] = {
        "amounts": "down",
        "payments": "largest_remainder",
        "citation": _CITED,
    }
    return str(yaml.dump(plan, Dumper=_WithoutAliases, sort_keys=False))


def plan_of(text: str) -> MatterPlan:
    """The plan of a text; a matter can be opened with it."""
    plan = parse(text, "plan.yaml")
    assert isinstance(plan, MatterPlan)
    return plan


@dataclass(frozen=True)
class Tallied:
    """What a tally has when it comes to sealing."""

    connection: Backend
    plan: MatterPlan
    claims: ir.Table
    determinations: ir.Table
    totals: dict[str, Any]


def numbered(claims: Sequence[Row]) -> list[Row]:
    """The claims with their place in the order of filing, as a tally's snapshot has them."""
    number = numbers_of(claims)
    return [
        {
            "standing": "approved",
            "reference": f"CF-{row['claim_id']}",
            **row,
            "claim": number[row["claim_id"]],
        }
        for row in claims
    ]


def tallied(
    claims: Sequence[Row],
    produced: Mapping[str, Any],
    text: str,
    *,
    threads: int = 1,
    seed: int = 0,
) -> Tallied:
    """The tables of a tally on an engine with so many threads, rows shuffled by the seed."""
    plan = plan_of(text)
    connection = ibis.duckdb.connect(threads=threads)
    install_arithmetic(connection)
    install_pseudonym_macro(connection)
    rows = numbered(claims)
    random.Random(seed).shuffle(rows)
    connection.create_table("claims", ibis.memtable(arrow(rows, _schema(plan))), temp=True)
    frozen = connection.table("claims")
    determined = determine(frozen, record_tables(produced), plan)
    own = frozen.select("claim", "claim_id", "standing")
    connection.create_table("determined", determined.join(own, "claim_id"), temp=True)
    decided = connection.table("determined")
    fund: dict[str, Any] = {}
    if plan.fund is not None:
        decided, fund = _settled(connection, decided, plan)
    return Tallied(connection, plan, frozen, decided, _totals(decided, plan, fund))


def _schema(plan: Plan) -> ibis.Schema:
    facts = {
        f"fact_{key}": COLUMN_TYPES[fact.type]
        for key, fact in plan.facts.items()
        if isinstance(fact, ClaimValue)
    }
    own = {"claim": "int64", "standing": "string", "reference": "string"}
    return ibis.schema({**dict(CLAIMS), **own, **facts})


def _settled(connection: Backend, table: ir.Table, plan: Plan) -> tuple[ir.Table, dict[str, Any]]:
    found = tally_payments(connection, table, plan)
    assert found.division is not None
    joined = table.left_join(found.division.table, "claim").drop("claim_right")
    cents = [f"share_{pool.key}" for pool in plan.pools] + ["payment", "kept", "withheld"]
    joined = joined.mutate(**{name: joined[name].fill_null(0) for name in cents})
    connection.create_table("settled", joined, temp=True)
    return connection.table("settled"), found.totals


def _totals(table: ir.Table, plan: Plan, fund: dict[str, Any]) -> dict[str, Any]:
    rows = table.to_pyarrow().to_pylist()

    def many(outcome: str, verdict: str = "") -> int:
        return sum(row["outcome"] == outcome and verdict in ("", row["verdict"]) for row in rows)

    return {
        "counts": {
            "claims": len(rows),
            "matched": len(rows) - many("unmatched"),
            "unmatched": many("unmatched"),
            "duplicates": many("duplicate"),
            "incomplete": many("incomplete"),
            "payable": {
                verdict: many("payable", verdict)
                for verdict in ("eligible", "undetermined", "ineligible")
            },
        },
        "awards_cents": {
            head.key: sum(row[f"award_{head.key}"] for row in rows) for head in plan.heads_of_award
        },
        "fund": fund,
    }
