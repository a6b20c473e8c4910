"""Our own tally as stages, each from tables to tables on one engine."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from bench.tally.generating import KINDS
from claims.calculator import accounts_named, determine_on
from claims.calculator.allocation import divide, share_known, sharing, treatment
from claims.calculator.allocation.tables import keep
from claims.calculator.facts import RecordTables, draw_known_facts
from claims.plans import MatterPlan


@dataclass
class Tally:
    """What the stages leave for one another."""

    connection: Backend
    plan: MatterPlan
    facts: ir.Table | None = None
    determinations: ir.Table | None = None
    payments: ir.Table | None = None


def draw(tally: Tally) -> None:
    """The facts of every account that a claim names."""
    claims = tally.connection.table("claims")
    named = accounts_named(claims)
    records = RecordTables(**{kind: tally.connection.table(kind) for kind in KINDS})
    known = draw_known_facts(keep(tally.connection, named), records, tally.plan, evidence=False)
    tally.facts = keep(tally.connection, known)


def assess(tally: Tally) -> None:
    """One determination a claim, with which of several for an account counts."""
    assert tally.facts is not None  # noqa: S101  # nosec B101  (the stage before it)
    claims = tally.connection.table("claims")
    determined = determine_on(claims, tally.facts, tally.plan, evidence=False)
    tally.determinations = keep(tally.connection, determined)


def allocate(tally: Tally) -> None:
    """The fund, if the plan has one, divided among the payable claims."""
    if tally.plan.fund is None:
        return
    assert tally.determinations is not None  # noqa: S101  # nosec B101  (the stage before it)
    table = tally.determinations
    table = table.filter(table["outcome"] == "payable")
    known = table["amount_known"] & share_known(table, sharing(tally.plan))
    treated = treatment(table["verdict"], ibis.null("string"), known, tally.plan)
    # In the order of numbers, since ties go by the key as text.
    key = table["claim_id"].cast(str).lpad(12, "0")
    claims = table.mutate(claim=key, treatment=treated)
    tally.payments = divide(tally.connection, claims, tally.plan).table


STAGES: tuple[tuple[str, Callable[[Tally], None]], ...] = (
    ("facts", draw),
    ("assess", assess),
    ("allocate", allocate),
)
"""Each by name, in order."""
