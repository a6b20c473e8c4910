"""Our own tally as stages, each from tables to tables on one engine."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from bench.tally.synthetic_matter import KINDS
from claims.calculator import determine_from_facts, named_accounts
from claims.calculator.allocation import (
    divide_fund,
    is_share_known,
    payability_of,
    shares_by_key,
)
from claims.calculator.allocation.engine_tables import store_table
from claims.calculator.facts import RecordTables, derive_known_facts
from claims.plans import MatterPlan


@dataclass
class Tally:
    """What the stages leave for one another."""

    connection: Backend
    plan: MatterPlan
    facts: ir.Table | None = None
    determinations: ir.Table | None = None
    payments: ir.Table | None = None


def derive_facts(tally: Tally) -> None:
    """The facts of every account that a claim names."""
    claims = tally.connection.table("claims")
    named = named_accounts(claims)
    records = RecordTables(**{kind: tally.connection.table(kind) for kind in KINDS})
    known = derive_known_facts(
        store_table(tally.connection, named), records, tally.plan, evidence=False
    )
    tally.facts = store_table(tally.connection, known)


def determine_claims(tally: Tally) -> None:
    """One determination a claim, with which of several for an account counts."""
    assert tally.facts is not None  # noqa: S101  # nosec B101  (the stage before it)
    claims = tally.connection.table("claims")
    determined = determine_from_facts(claims, tally.facts, tally.plan, evidence=False)
    tally.determinations = store_table(tally.connection, determined)


def allocate_fund(tally: Tally) -> None:
    """The fund, if the plan has one, divided among the payable claims."""
    if tally.plan.fund is None:
        return
    assert tally.determinations is not None  # noqa: S101  # nosec B101  (the stage before it)
    table = tally.determinations
    table = table.filter(table["outcome"] == "payable")
    known = table["amount_known"] & is_share_known(table, shares_by_key(tally.plan))
    treated = payability_of(table["verdict"], ibis.null("string"), known, tally.plan)
    # In the order of numbers, since ties go by the key as text.
    key = table["claim_id"].cast(str).lpad(12, "0")
    claims = table.mutate(claim=key, treatment=treated)
    tally.payments = divide_fund(tally.connection, claims, tally.plan).table


STAGES: tuple[tuple[str, Callable[[Tally], None]], ...] = (
    ("facts", derive_facts),
    ("assess", determine_claims),
    ("allocate", allocate_fund),
)
"""Each by name, in order."""
