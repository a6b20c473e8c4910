"""A file of facts: one row a claim, for a calculation without a production or a database.

Cells are judged by the same rules as those of a production. But a calculation is of a whole: one
bad cell refuses the file, because a claim left out would change what all the others are paid.
"""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import pyarrow.compute as pc
from ibis.backends.duckdb import Backend

from claims.plans import Plan
from claims.plans.evidence import PREFIX, Evidence
from claims.plans.fact_kinds import is_from_rows, needs_no_input
from claims.plans.record_columns import FactType
from claims.records.cell_rules import (
    AMOUNT,
    BOOLEAN,
    DAY,
    KEY,
    MACROS,
    TEXT,
    CellRule,
    one_of_rule,
)
from claims.records.kinds import form_of
from claims.records.row_batches import EXTRA, LINE
from claims.records.row_files import FileRefused, Note, TableReader, open_table
from claims.verdicts import CaseState

CLAIM_COLUMN, APPROVAL_COLUMN = "claim", "standing"

COUNT = CellRule(
    "BIGINT",
    "CASE WHEN regexp_full_match({cell}, '[0-9]{1,18}') THEN CAST({cell} AS BIGINT) END",
    "CASE WHEN NOT regexp_full_match({cell}, '[0-9]{1,18}') THEN shown({cell}) || "
    "' is not a whole number of zero or more. Write digits alone.' END",
)
_RULES: Mapping[FactType, CellRule] = {
    "count": COUNT,
    "amount": AMOUNT,
    "text": TEXT,
    "day": DAY,
    "yes_or_no": BOOLEAN,
}
_RAW_TABLE, _FACTS_TABLE = "raw_facts", "facts"


Progress = Callable[[int, int], None]
"""Called with the bytes that were read, and of how many."""


def read_facts(
    path: Path,
    plan: Plan,
    connection: Backend,
    show: Progress | None = None,
    notes: list[Note] | None = None,
) -> ir.Table:
    """The file as a table of the connection: line, claim, standing (if there), facts.

    Columns of the file: `claim`; perhaps `standing` (approved, pending, appealed; blank: approved);
    and the keys of the plan's facts, with `<key>_refused` (a count) and `<key>_incomplete` beside
    those drawn from rows. Amounts are in dollars and become cents. A blank cell is unknown, and so
    is a fact without a column: `missing_facts` names those. What was passed over is added to
    `notes`. Raises FileRefused, one line that names the file, the line and the column.
    """
    rules = fact_rules(plan)
    forms = {name: form_of(rule) for name, rule in rules.items()}
    reader = open_table(
        path, [CLAIM_COLUMN], [name for name in rules if name != CLAIM_COLUMN], forms=forms
    )
    _refuse_unknown_columns(reader, rules)
    given = [name for name in rules if name in reader.columns]
    connection.raw_sql(MACROS)
    columns = ", ".join(f'"{name}" VARCHAR' for name in given)
    connection.raw_sql(f"CREATE TEMP TABLE {_RAW_TABLE} (line BIGINT, {columns})")
    for batch in _batches(reader, given):
        connection.con.register("facts_batch", batch)
        if show:
            show(reader.position, reader.size)
        connection.raw_sql(f"INSERT INTO {_RAW_TABLE} SELECT * FROM facts_batch")  # noqa: S608  # nosec B608
    if notes is not None:
        notes += reader.notes()
    _refuse_faults(connection.con, reader.name, {name: rules[name] for name in given})
    _refuse_repeated(connection.con, reader.name)
    values = ", ".join(
        f'{rules[name].value(_quoted_name(name))} AS "{_value_column(name)}"' for name in given
    )
    connection.raw_sql(
        f"CREATE TEMP TABLE {_FACTS_TABLE} AS SELECT line, {values} FROM {_RAW_TABLE}"  # noqa: S608  # nosec B608
    )
    connection.raw_sql(f"DROP TABLE {_RAW_TABLE}")
    return connection.table(_FACTS_TABLE)


def fact_rules(plan: Plan) -> dict[str, CellRule]:
    """Every column that a file of facts under this plan may have, and what its cells must be."""
    rules = {
        CLAIM_COLUMN: KEY,
        APPROVAL_COLUMN: one_of_rule(tuple(each.value for each in CaseState)),
    }
    for key, fact in plan.facts.items():
        named = Evidence.in_file(key)
        rules[named.value] = _RULES[fact.type]
        if is_from_rows(fact):
            rules |= {named.refused: COUNT, named.incomplete: BOOLEAN}
    return rules


def missing_facts(facts: ir.Table, plan: Plan) -> list[str]:
    """The facts that no column of the file states and no other fact gives: unknown for all."""
    return [
        key
        for key, fact in plan.facts.items()
        if not needs_no_input(fact) and Evidence(key).value not in facts.columns
    ]


def _refuse_unknown_columns(reader: TableReader, rules: Mapping[str, CellRule]) -> None:
    for column in reader.unknown:
        if column in reader.nameless:
            # Columns that a spreadsheet adds at the right; what stands in them is refused.
            continue
        near = get_close_matches(column.lower().removeprefix(PREFIX), rules, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"It may have: {', '.join(rules)}."
        raise FileRefused(reader.name, f'line 1: the plan has no fact "{column}". {hint}')


def _batches(reader: TableReader, given: list[str]) -> Iterator[object]:
    for batch in reader:
        if batch.unreadable:
            row = batch.unreadable[0]
            about = f"{row.column}: " if row.column else ""
            raise FileRefused(reader.name, f"line {row.line}: {about}{row.reason}")
        beside = pc.is_valid(batch.table.column(EXTRA))
        if pc.any(beside).as_py():
            line = batch.table.column(LINE)[pc.index(beside, True).as_py()]
            raise FileRefused(
                reader.name,
                f"line {line}: a cell stands in a column without a name. Name it, or empty it.",
            )
        yield batch.table.select([LINE, *given])


def _refuse_faults(
    connection: duckdb.DuckDBPyConnection, name: str, rules: Mapping[str, CellRule]
) -> None:
    """Raise FileRefused with the first cell that will not do, by line and then by column."""
    faults = [
        _faults_sql(column, rule, place) for place, (column, rule) in enumerate(rules.items())
    ]
    faults.append(_BLANK_CLAIMS)
    found = connection.execute(
        f"WITH faults AS ({' UNION ALL '.join(faults)}) {_FIRST_FAULT}"  # nosec B608
    ).fetchone()
    if found is not None:
        line, column, fault, faulty = found
        more = f" ({faulty - 1:,} more cells will not do either.)" if faulty > 1 else ""
        raise FileRefused(name, f"line {line}: {column}: {fault}{more}")


def _faults_sql(column: str, rule: CellRule, place: int) -> str:
    """The faults of one column, whose name is a key of the plan."""
    cells = (
        f"line, {place} AS place, '{column}' AS name, {rule.fault(_quoted_name(column))} AS fault"
    )
    return f"SELECT {cells} FROM {_RAW_TABLE}"  # noqa: S608  # nosec B608


_BLANK_CLAIMS = (
    f"SELECT line, -1, '{CLAIM_COLUMN}', 'It is blank. Give each claim a reference of its own.' "  # noqa: S608  # nosec B608
    f"FROM {_RAW_TABLE} WHERE {CLAIM_COLUMN} IS NULL"
)
_FIRST_FAULT = (
    "SELECT line, name, fault, count(*) OVER () FROM faults "
    "WHERE fault IS NOT NULL ORDER BY line, place LIMIT 1"
)
_REPEATED_CLAIMS = (
    f"SELECT min(line), max(line), {CLAIM_COLUMN} FROM {_RAW_TABLE} "  # noqa: S608  # nosec B608
    f"GROUP BY {CLAIM_COLUMN} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
)


def _refuse_repeated(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    found = connection.execute(_REPEATED_CLAIMS).fetchone()
    if found is not None:
        first, again, claim = found
        raise FileRefused(
            name,
            f"line {again}: claim: {claim[:80]!r} is on line {first} already. "
            "Give each claim one row.",
        )


def _quoted_name(column: str) -> str:
    return f'"{column}"'


def _value_column(name: str) -> str:
    return name if name in (CLAIM_COLUMN, APPROVAL_COLUMN) else f"{PREFIX}{name}"
