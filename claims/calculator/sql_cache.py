"""The determination as SQL text, made once for a plan and run as often as claims come in.

Building the expressions and turning them into SQL takes some tenths of a second, far longer than
running them on one claim; so a worker that assesses claims one at a time keeps the text.
"""

from functools import lru_cache

import ibis

from claims.calculator.claim_columns import CLAIMS
from claims.calculator.determination import determine
from claims.calculator.facts import RecordTables
from claims.calculator.facts.column_readings import ColumnReadings, Readings
from claims.calculator.facts.production_tables import (
    ACCOUNTS,
    MESSAGES,
    REFUSED,
    SUBSCRIPTIONS,
)
from claims.plans import MatterPlan
from claims.plans.record_columns import RecordKind

INPUT_TABLES = {
    "claims": CLAIMS,
    "accounts": ACCOUNTS,
    "subscriptions": SUBSCRIPTIONS,
    "messages": MESSAGES,
    "refused": REFUSED,
}
"""The tables or views that the SQL reads, by name, with the columns each must have."""


def determination_sql(
    plan: MatterPlan,
    incomplete: frozenset[str] = frozenset(),
    readings: Readings | None = None,
    *,
    has_refunds: bool = True,
) -> str:
    """DuckDB SQL for `determine` over the tables named in TABLES, in the order of claim_id.

    The same plan, the same incomplete kinds of record and the same readings of their words give the
    same text. `readings` and `has_refunds` as for RecordTables.
    """
    return _sql(_PlanKey(plan), incomplete, frozenset((readings or {}).items()), has_refunds)


class _PlanKey:
    """A plan that a cache can look up: equal when its version is."""

    def __init__(self, plan: MatterPlan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PlanKey) and self.plan.sha256 == other.plan.sha256


@lru_cache(maxsize=32)
def _sql(
    keyed: _PlanKey,
    incomplete: frozenset[str],
    readings: frozenset[tuple[tuple[RecordKind, str], ColumnReadings]],
    has_refunds: bool,
) -> str:
    tables = {name: ibis.table(schema, name=name) for name, schema in INPUT_TABLES.items()}
    claims = tables.pop("claims")
    records = RecordTables(
        **tables, incomplete=incomplete, readings=dict(readings), has_refunds=has_refunds
    )
    decided = determine(claims, records, keyed.plan)
    return str(ibis.to_sql(decided.order_by("claim_id"), dialect="duckdb", pretty=False))
