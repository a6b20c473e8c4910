"""Facts drawn from the records: one row an account that a claim names, as set-based expressions."""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

from claims.calculator.facts.column_readings import known_values, with_readings
from claims.calculator.facts.fact_rows import (
    range_count,
    rows_in_period,
    unread_rows,
    with_range_inside,
)
from claims.calculator.facts.net_payments import net_payments
from claims.calculator.facts.production_tables import RecordTables
from claims.money import MOST_CENTS
from claims.money.exact_arithmetic import total_in_range
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.plans.evidence import Evidence, Part
from claims.plans.fact_kinds import (
    DERIVED_KINDS,
    KINDS,
    ROW_KINDS,
    STATED_KINDS,
    AccountValue,
    CalendarMonths,
    Count,
    DaysOfOverlap,
    First,
    Last,
    MatterFinding,
    MonthsOfOverlap,
    RecordRows,
    Sum,
    is_from_rows,
)
from claims.plans.record_columns import MOMENT_COLUMNS, REFUND_REASON_SUFFIX, RecordKind
from claims.plans.registry import check_all_have

MAX_EVIDENCE_IDS = 20
"""How many of the rows behind a fact are named as evidence; the count is always the full one."""

_MAX_LISTED_VALUES = 16


def derive_facts(
    account_ids: ir.Table, records: RecordTables, plan: Plan, *, evidence: bool = True
) -> ir.Table:
    """One row for each of the accounts named, with the plan's facts of records and their evidence.

    `account_ids` has one column, account_id, with each account once. Columns: account_id, state,
    and for each fact `Evidence(key).value`. A fact drawn from rows also has `rows` (how many rows
    count towards it), `first` and `last` (the first and last day or moment inside the period),
    `ids` (the rows' keys, the lowest 20 in order), `values` where the plan asks for them, `refused`
    (rows of any kind refused for this account, rows that may count once somebody says what a value
    in them is, and what is in doubt of its refunds) and `incomplete` (is the production partial?).
    What the claim states and what is derived is left to `with_claim_facts`.

    Without `evidence` the columns that only a claim's page shows (`rows`, `first`, `last`, `ids`)
    are left out: naming rows is the dearest part of a tally. What decides is the same.

    An account that the production does not have has NULL everywhere: nothing is known of it.
    Rows of accounts that are not named are filtered out before anything is grouped.
    """
    known = derive_known_facts(account_ids, records, plan, evidence=evidence)
    return _with_account_columns(account_ids.select("account_id"), known)


def derive_known_facts(
    account_ids: ir.Table, records: RecordTables, plan: Plan, *, evidence: bool = True
) -> ir.Table:
    """As `draw_facts`, but an account that the production does not have has no row.

    For whoever joins the facts to claims in any case: it saves joining them twice.
    """
    accounts = records.accounts.semi_join(account_ids, "account_id")
    table = _with_account_columns(
        _with_account_facts(accounts, plan), _refused_counts(account_ids, records)
    )
    rows = {kind: _kind_rows(kind, account_ids, records) for kind in _needed_kinds(plan)}
    if "subscriptions" in rows and records.has_refunds:
        paid = net_payments(rows["subscriptions"])
        rows["subscriptions"] = paid.rows
        table = _with_account_columns(table, paid.doubtful)
    else:
        table = table.mutate(doubts=ibis.literal(0, "int64"))
    table = table.mutate(
        doubts=table["doubts"].fill_null(0),
        amounts_are_known=(table["doubts"].fill_null(0) == 0) & (table["lost"].fill_null(0) == 0),
    )
    for key, fact in plan.facts.items():
        if isinstance(fact, RecordRows) and is_from_rows(fact):
            period = fact.period(plan.period)
            inside = rows_in_period(fact, rows[fact.of], period)
            known = known_values(fact, plan, records.readings)
            unread = unread_rows(fact, rows[fact.of], period, known) if known else None
            is_incomplete = fact.of in records.incomplete
            table = _with_rows_fact(key, fact, table, inside, unread, is_incomplete, evidence)
    return table.drop("refused", "lost", "doubts", "amounts_are_known")


def _needed_kinds(plan: Plan) -> set[RecordKind]:
    """The kinds of record of whose rows the plan's facts are drawn."""
    facts = plan.facts.values()
    return {fact.of for fact in facts if isinstance(fact, RecordRows) and is_from_rows(fact)}


def _kind_rows(kind: RecordKind, account_ids: ir.Table, records: RecordTables) -> ir.Table:
    """The rows of one kind of the accounts named, with the plan's value for each word read so."""
    rows = records.of_kind(kind).semi_join(account_ids, "account_id")
    return with_readings(rows, kind, records.readings)


def fact_columns(plan: Plan, *, evidence: bool = True) -> list[str]:
    """The names of all columns that the plan's facts have, in the order of the plan.

    `evidence` as for `draw_facts`.
    """
    names: list[str] = []
    for key, fact in plan.facts.items():
        names.append(Evidence(key).value)
        if isinstance(fact, RecordRows) and is_from_rows(fact):
            names += [Evidence(key).beside(part) for part in _parts(fact, evidence)]
    return names


def _parts(fact: RecordRows, evidence: bool) -> list[Part]:
    shown: list[Part] = ["rows", "first", "last", "ids"] if evidence else []
    values: list[Part] = ["values"] if fact.values_of else []
    return [*shown, "refused", "incomplete", *values]


def _with_account_facts(accounts: ir.Table, plan: Plan) -> ir.Table:
    """The facts that the one row of an account decides, and those that are the same for all."""
    table = accounts
    for key, fact in plan.facts.items():
        name = Evidence(key).value
        if type(fact) in _OF_THE_ACCOUNT:
            table = table.mutate(**{name: _OF_THE_ACCOUNT[type(fact)](fact, table)})
        elif isinstance(fact, RecordRows) and not is_from_rows(fact):
            table = with_range_inside(table, fact, fact.period(plan.period))
            counts = ibis.ifelse(table["after"] > table["first"], range_count(fact, table), 0)
            table = table.mutate(**{name: counts.cast("int64")})
    drawn = [name for name in fact_columns(plan) if name in table.columns]
    return table.select("account_id", "state", *drawn)


def _account_value(fact: AccountValue, table: ir.Table) -> ir.Value:
    return table[fact.column]


def _matter_finding(fact: MatterFinding, table: ir.Table) -> ir.Value:
    return ibis.literal(fact.established)


_OF_THE_ACCOUNT: Mapping[type, Callable[..., ir.Value]] = {
    AccountValue: _account_value,
    MatterFinding: _matter_finding,
}
check_all_have(
    "value",
    "kind of fact of an account",
    {
        word: kind
        for word, kind in KINDS.items()
        if word not in (*ROW_KINDS, *DERIVED_KINDS, *STATED_KINDS)
    },
    _OF_THE_ACCOUNT,
    __name__,
)


def _with_rows_fact(
    key: str,
    fact: RecordRows,
    table: ir.Table,
    inside: ir.Table,
    unread: ir.Table | None,
    is_incomplete: bool,
    evidence: bool,
) -> ir.Table:
    """The table with this fact's columns added; an account without rows has zero of them."""
    figures = {"figure": _aggregate(fact, inside)}
    if fact.values_of:
        figures |= _value_aggregates(fact, inside)
    if evidence:
        figures["rows"] = inside.count()
        figures["first_inside"], figures["last_inside"] = (
            inside["first"].min(),
            inside["last"].max(),
        )
    drawn = _with_account_columns(table, inside.group_by("account_id").aggregate(**figures))
    missing = drawn["refused"].fill_null(0)
    if fact.of == "subscriptions":
        missing = missing + drawn["doubts"]
    if unread is not None:
        counts = unread.group_by("account_id").aggregate(unread=unread.count())
        drawn = _with_account_columns(drawn, counts)
        missing = missing + drawn["unread"].fill_null(0)
    drawn = drawn.mutate(missing=missing)
    columns: dict[str, ir.Value] = {Evidence(key).value: _fact_value(fact, drawn, is_incomplete)}
    if evidence:
        drawn = _with_account_columns(drawn, _lowest_ids(inside))
        columns |= {
            Evidence(key).rows: drawn["rows"].fill_null(0),
            Evidence(key).first: drawn["first_inside"],
            Evidence(key).last: drawn["last_inside"],
            Evidence(key).ids: _list_or_empty(drawn["ids"]),
        }
    columns[Evidence(key).refused] = drawn["missing"]
    columns[Evidence(key).incomplete] = ibis.literal(is_incomplete)
    if fact.values_of:
        columns[Evidence(key).values] = _values_in_order(fact, drawn)
    return drawn.select(*table.columns, **columns)


def _aggregate(fact: RecordRows, inside: ir.Table) -> ir.Value:
    """What the rows of one account come to."""
    return _FIGURES[type(fact)](fact, inside)


def _first_day(fact: First, inside: ir.Table) -> ir.Value:
    return inside["first"].min().cast("date")


def _last_day(fact: Last, inside: ir.Table) -> ir.Value:
    return inside["last"].max().cast("date")


def _calendar_months(fact: CalendarMonths, inside: ir.Table) -> ir.Value:
    if fact.of in MOMENT_COLUMNS:
        return (inside["counted"].nunique() * fact.points_per_month).cast(EXACT)
    return _total(fact, inside)


def _sum(fact: Sum, inside: ir.Table) -> ir.Value:
    # Cast first: a sum of BIGINT is wider than BIGINT in DuckDB, which Ibis does not know.
    return inside["counted"].cast(EXACT).sum()


def _total(fact: RecordRows, inside: ir.Table) -> ir.Value:
    return total_in_range(inside["counted"])


_FIGURES: Mapping[type, Callable[..., ir.Value]] = {
    DaysOfOverlap: _total,
    MonthsOfOverlap: _total,
    CalendarMonths: _calendar_months,
    Count: _total,
    Sum: _sum,
    First: _first_day,
    Last: _last_day,
}
check_all_have("figure", "kind of fact of rows", ROW_KINDS, _FIGURES, __name__)


def _fact_value(fact: RecordRows, drawn: ir.Table, is_incomplete: bool) -> ir.Value:
    """The fact: NULL while something is missing that could make it another, or if it is too large.

    Where what is missing could only add to it, the value stands, as the least that it can be.
    """
    if isinstance(fact, First | Last):
        value = drawn["figure"]
    else:
        figure = drawn["figure"].fill_null(0)
        if isinstance(fact, Sum):
            figure = ibis.ifelse(figure <= MOST_CENTS, figure, ibis.null(EXACT))
        value = figure.cast("int64")
    if fact.rests_on_amounts:
        value = ibis.ifelse(drawn["amounts_are_known"], value, ibis.null(value.type()))
    if fact.is_lower_bound:
        return value
    something_is_missing = ibis.literal(is_incomplete) | (drawn["missing"] > 0)
    return ibis.ifelse(something_is_missing, ibis.null(value.type()), value)


def _listed_values(fact: RecordRows) -> list[str]:
    """In order, the only values that rows of the fact can have; none where the plan has no list."""
    for row_filter in fact.where:
        if row_filter.column == fact.values_of and row_filter.one_of is not None:
            values = sorted({str(value) for value in row_filter.one_of})
            return values if len(values) <= _MAX_LISTED_VALUES else []
    return []


def _value_aggregates(fact: RecordRows, inside: ir.Table) -> dict[str, ir.Value]:
    """Which values the rows of one account have.

    Where the plan lists them, each is asked for by itself: a third of the time that it takes to
    collect the distinct ones.
    """
    asked = _listed_values(fact)
    if not asked:
        return {"distinct_values": inside["value"].collect(distinct=True)}
    return {f"has_{at}": (inside["value"] == value).any() for at, value in enumerate(asked)}


def _values_in_order(fact: RecordRows, drawn: ir.Table) -> ir.Value:
    """The distinct values in order, from what `_values_found` gave; an empty list of none."""
    asked = _listed_values(fact)
    if not asked:
        return _list_or_empty(drawn["distinct_values"].sort())
    # Not by adding lists: Ibis writes each sum of two around both, twice.
    found = ibis.array(
        [ibis.ifelse(drawn[f"has_{at}"], value, ibis.null(str)) for at, value in enumerate(asked)]
    )
    return found.filter(lambda value: value.notnull())


def _lowest_ids(inside: ir.Table) -> ir.Table:
    """Each account's lowest row keys, in order. Ranked first: an account may have millions."""
    rank = ibis.row_number().over(ibis.window(group_by="account_id", order_by="id"))
    ranked = inside.mutate(rank=rank)
    lowest = ranked.filter(ranked["rank"] < MAX_EVIDENCE_IDS)
    return lowest.group_by("account_id").aggregate(ids=_sorted_values(lowest["id"]))


def _sorted_values(column: ir.StringColumn) -> ir.ArrayScalar:
    """All values of a group, lowest first. Sorted when gathered: Spark gathers in no order."""
    return column.collect().sort()


def _refused_counts(account_ids: ir.Table, records: RecordTables) -> ir.Table:
    """How many rows of each account were refused, and how many of them (`lost`) are of refunds."""
    refused = records.refused.semi_join(account_ids, "account_id")
    of_a_refund = refused["reason"].endswith(REFUND_REASON_SUFFIX).fill_null(False)
    return refused.group_by("account_id").aggregate(
        refused=refused.count(), lost=of_a_refund.cast("int64").sum()
    )


def _list_or_empty(column: ir.Value) -> ir.Value:
    return ibis.coalesce(column, ibis.literal([], type="array<string>"))


def _with_account_columns(left: ir.Table, right: ir.Table) -> ir.Table:
    """Every row of the left with what the right knows of the same account."""
    return left.left_join(right, "account_id").drop("account_id_right")
