"""Facts drawn from the records: one row an account that a claim names, as set-based expressions."""

from datetime import datetime, time

import ibis
import ibis.expr.types as ir

from claims.facts.records import RecordTables
from claims.periods import Period
from claims.plans import Plan
from claims.plans.facts import AccountValue, Count, DaysOfOverlap, RowFilter, RowsFact
from claims.plans.records import ROW_KEYS

IDS_SHOWN = 20
"""How many of the rows behind a fact are named as evidence; the count is always the full one."""


def draw_facts(account_ids: ir.Table, records: RecordTables, plan: Plan) -> ir.Table:
    """One row for each of the accounts named, with every fact of the plan and its evidence.

    `account_ids` has one column, account_id, with each account once. Columns: account_id, state,
    and for each fact `fact_<key>`. A fact drawn from rows also has `_rows` (how many rows count
    towards it), `_first` and `_last` (the first and last day or moment inside the period), `_ids`
    (the rows' keys, the lowest 20 in order), `_values` where the plan asks for them, `_refused`
    (rows of any kind refused for this account) and `_incomplete` (is the production partial?).

    An account that the production does not have has NULL everywhere: nothing is known of it.
    Rows of accounts that are not named are filtered out before anything is grouped.
    """
    accounts = records.accounts.semi_join(account_ids, "account_id")
    table = accounts.select("account_id", "state", **_of_accounts(accounts, plan))
    for key, fact in plan.facts.items():
        if isinstance(fact, DaysOfOverlap | Count):
            table = _with_rows_fact(key, fact, table, account_ids, records, plan.period)
    return _joined(account_ids.select("account_id"), table)


def fact_columns(plan: Plan) -> list[str]:
    """The names of all columns that the plan's facts have, in the order of the plan."""
    names: list[str] = []
    for key, fact in plan.facts.items():
        names.append(f"fact_{key}")
        if isinstance(fact, DaysOfOverlap | Count):
            names += [f"fact_{key}_{suffix}" for suffix in _suffixes(fact)]
    return names


def _suffixes(fact: RowsFact) -> list[str]:
    values = ["values"] if fact.values_of else []
    return ["rows", "first", "last", "ids", "refused", "incomplete", *values]


def _of_accounts(accounts: ir.Table, plan: Plan) -> dict[str, ir.Value]:
    columns: dict[str, ir.Value] = {}
    for key, fact in plan.facts.items():
        if isinstance(fact, AccountValue):
            columns[f"fact_{key}"] = accounts[fact.column]
        elif not isinstance(fact, DaysOfOverlap | Count):
            columns[f"fact_{key}"] = ibis.literal(fact.established)
    return columns


def _with_rows_fact(
    key: str,
    fact: RowsFact,
    table: ir.Table,
    account_ids: ir.Table,
    records: RecordTables,
    period: Period,
) -> ir.Table:
    """The table with this fact's columns added; an account without rows has zero of them."""
    inside = _rows_inside(fact, account_ids, records, period)
    figures = inside.group_by("account_id").aggregate(
        # A sum of BIGINT is wider than BIGINT in DuckDB, which Ibis does not know: cast both ways.
        value=inside["counted"].cast("decimal(38, 0)").sum().cast("int64"),
        rows=inside.count(),
        first=inside["first"].min(),
        last=inside["last"].max(),
    )
    known = list(table.columns)
    drawn = _joined(_joined(table, figures), _lowest_ids(inside))
    drawn = _joined(drawn, _refused(account_ids, records))
    columns = {
        f"fact_{key}": drawn["value"].fill_null(0),
        f"fact_{key}_rows": drawn["rows"].fill_null(0),
        f"fact_{key}_first": drawn["first"],
        f"fact_{key}_last": drawn["last"],
        f"fact_{key}_ids": _or_empty(drawn["ids"]),
        f"fact_{key}_refused": drawn["refused"].fill_null(0),
        f"fact_{key}_incomplete": ibis.literal(fact.of in records.incomplete),
    }
    if fact.values_of is None:
        return drawn.select(*known, **columns)
    drawn = drawn.select(*known, **columns)
    drawn = _joined(drawn, _distinct_values(inside))
    return drawn.select(
        *known, *columns, **{f"fact_{key}_values": _or_empty(drawn["distinct_values"])}
    )


def _rows_inside(
    fact: RowsFact, account_ids: ir.Table, records: RecordTables, period: Period
) -> ir.Table:
    """The rows that count: account_id, id, counted (days or 1), first and last inside, value."""
    rows = records.of_kind(fact.of).semi_join(account_ids, "account_id")
    rows = rows.filter([_passes(rows, row_filter) for row_filter in fact.where])
    shaped = (
        _days(rows, period) if isinstance(fact, DaysOfOverlap) else _moments(fact, rows, period)
    )
    value = shaped[fact.values_of] if fact.values_of else ibis.null(str)
    return shaped.select(
        "account_id", "counted", "first", "last", id=shaped[ROW_KEYS[fact.of]], value=value
    )


def _days(rows: ir.Table, period: Period) -> ir.Table:
    """Rows with at least one day inside; `last` is the last day inside, not the day after it."""
    start, end = ibis.literal(period.start), ibis.literal(period.end)
    first = ibis.greatest(rows["started_on"], start)
    after = ibis.least(ibis.coalesce(rows["ended_on"], end), end)
    shaped = rows.mutate(first=first, after=after)
    shaped = shaped.mutate(
        counted=shaped["after"].delta(shaped["first"], unit="day"),
        # By way of a moment: Ibis takes a day less an interval for a day, DuckDB for a moment.
        last=(shaped["after"].cast("timestamp") - ibis.interval(days=1)).cast("date"),
    )
    return shaped.filter(shaped["counted"] > 0)


def _moments(fact: Count, rows: ir.Table, period: Period) -> ir.Table:
    """Rows that happened inside, from midnight UTC of the first day to just before the end."""
    happened = rows[fact.moment_column]
    opens = ibis.literal(datetime.combine(period.start, time.min), type="timestamp(6)")
    closes = ibis.literal(datetime.combine(period.end, time.min), type="timestamp(6)")
    rows = rows.filter((happened >= opens) & (happened < closes))
    happened = rows[fact.moment_column]
    return rows.mutate(counted=ibis.literal(1, "int64"), first=happened, last=happened)


def _passes(rows: ir.Table, row_filter: RowFilter) -> ir.BooleanValue:
    column = rows[row_filter.column]
    if row_filter.one_of is not None:
        return column.isin(list(row_filter.one_of))
    return column == row_filter.equals


def _lowest_ids(inside: ir.Table) -> ir.Table:
    """Each account's lowest row keys, in order. Ranked first: an account may have millions."""
    rank = ibis.row_number().over(ibis.window(group_by="account_id", order_by="id"))
    ranked = inside.mutate(rank=rank)
    lowest = ranked.filter(ranked["rank"] < IDS_SHOWN)
    return lowest.group_by("account_id").aggregate(ids=lowest["id"].collect(order_by=lowest["id"]))


def _distinct_values(inside: ir.Table) -> ir.Table:
    pairs = inside.select("account_id", "value").distinct()
    return pairs.group_by("account_id").aggregate(
        distinct_values=pairs["value"].collect(order_by=pairs["value"])
    )


def _refused(account_ids: ir.Table, records: RecordTables) -> ir.Table:
    refused = records.refused.semi_join(account_ids, "account_id")
    return refused.group_by("account_id").aggregate(refused=refused.count())


def _or_empty(column: ir.Value) -> ir.Value:
    return ibis.coalesce(column, ibis.literal([], type="array<string>"))


def _joined(left: ir.Table, right: ir.Table) -> ir.Table:
    """Every row of the left with what the right knows of the same account."""
    return left.left_join(right, "account_id").drop("account_id_right")
