"""The determination as SQL text, made once for a plan and run as often as claims come in.

Building the expressions and turning them into SQL takes some tenths of a second, far longer than
running them on one claim; so a worker that assesses claims one at a time keeps the text.
"""

from functools import lru_cache

import ibis

from claims.calculation.determination import CLAIMS, determine
from claims.facts import RecordTables
from claims.facts.records import ACCOUNTS, MESSAGES, REFUSED, SUBSCRIPTIONS
from claims.plans import MatterPlan

TABLES = {
    "claims": CLAIMS,
    "accounts": ACCOUNTS,
    "subscriptions": SUBSCRIPTIONS,
    "messages": MESSAGES,
    "refused": REFUSED,
}
"""The tables or views that the SQL reads, by name, with the columns each must have."""


def determination_sql(plan: MatterPlan, incomplete: frozenset[str] = frozenset()) -> str:
    """DuckDB SQL for `determine` over the tables named in TABLES, in the order of claim_id.

    The same plan and the same incomplete kinds of record give the same text.
    """
    return _sql(_Keyed(plan), incomplete)


class _Keyed:
    """A plan that a cache can look up: equal when its version is."""

    def __init__(self, plan: MatterPlan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.plan.sha256 == other.plan.sha256


@lru_cache(maxsize=32)
def _sql(keyed: _Keyed, incomplete: frozenset[str]) -> str:
    tables = {name: ibis.table(schema, name=name) for name, schema in TABLES.items()}
    claims = tables.pop("claims")
    decided = determine(claims, RecordTables(**tables, incomplete=incomplete), keyed.plan)
    return str(ibis.to_sql(decided.order_by("claim_id"), dialect="duckdb", pretty=False))
