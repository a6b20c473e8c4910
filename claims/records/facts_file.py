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
from claims.plans.facts import drawn_from_rows, is_given_by_the_plan
from claims.plans.records import FactType
from claims.records.kinds import form_of
from claims.records.reading import FileRefused, Note, TableReader, open_table
from claims.records.rules import AMOUNT, BOOLEAN, DAY, KEY, MACROS, TEXT, Rule, one_of
from claims.records.tables import EXTRA, LINE
from claims.verdicts import CaseStanding

CLAIM, STANDING = "claim", "standing"

COUNT = Rule(
    "BIGINT",
    "CASE WHEN regexp_full_match({cell}, '[0-9]{1,18}') THEN CAST({cell} AS BIGINT) END",
    "CASE WHEN NOT regexp_full_match({cell}, '[0-9]{1,18}') THEN shown({cell}) || "
    "' is not a whole number of zero or more. Write digits alone.' END",
)
_RULES: Mapping[FactType, Rule] = {
    "count": COUNT,
    "amount": AMOUNT,
    "text": TEXT,
    "day": DAY,
    "yes_or_no": BOOLEAN,
}
_RAW, _FACTS = "raw_facts", "facts"


Show = Callable[[int, int], None]
"""Called with the bytes that were read, and of how many."""


def read_facts(
    path: Path,
    plan: Plan,
    connection: Backend,
    show: Show | None = None,
    notes: list[Note] | None = None,
) -> ir.Table:
    """The file as a table of the connection: line, claim, standing (if there), facts.

    Columns of the file: `claim`; perhaps `standing` (approved, pending, appealed; blank: approved);
    and the keys of the plan's facts, with `<key>_refused` (a count) and `<key>_incomplete` beside
    those drawn from rows. Amounts are in dollars and become cents. A blank cell is unknown, and so
    is a fact without a column: `missing_facts` names those. What was passed over is added to
    `notes`. Raises FileRefused, one line that names the file, the line and the column.
    """
    rules = rules_of(plan)
    forms = {name: form_of(rule) for name, rule in rules.items()}
    reader = open_table(path, [CLAIM], [name for name in rules if name != CLAIM], forms=forms)
    _refuse_unknown_columns(reader, rules)
    given = [name for name in rules if name in reader.columns]
    connection.raw_sql(MACROS)
    columns = ", ".join(f'"{name}" VARCHAR' for name in given)
    connection.raw_sql(f"CREATE TEMP TABLE {_RAW} (line BIGINT, {columns})")
    for batch in _batches(reader, given):
        connection.con.register("facts_batch", batch)
        if show:
            show(reader.position, reader.size)
        connection.raw_sql(f"INSERT INTO {_RAW} SELECT * FROM facts_batch")  # noqa: S608  # nosec B608
    if notes is not None:
        notes += reader.notes()
    _refuse_faults(connection.con, reader.name, {name: rules[name] for name in given})
    _refuse_repeated(connection.con, reader.name)
    values = ", ".join(f'{rules[name].value(_cell(name))} AS "{_column(name)}"' for name in given)
    connection.raw_sql(
        f"CREATE TEMP TABLE {_FACTS} AS SELECT line, {values} FROM {_RAW}"  # noqa: S608  # nosec B608
    )
    connection.raw_sql(f"DROP TABLE {_RAW}")
    return connection.table(_FACTS)


def rules_of(plan: Plan) -> dict[str, Rule]:
    """Every column that a file of facts under this plan may have, and what its cells must be."""
    rules = {CLAIM: KEY, STANDING: one_of(tuple(each.value for each in CaseStanding))}
    for key, fact in plan.facts.items():
        named = Evidence.in_file(key)
        rules[named.value] = _RULES[fact.type]
        if drawn_from_rows(fact):
            rules |= {named.refused: COUNT, named.incomplete: BOOLEAN}
    return rules


def missing_facts(facts: ir.Table, plan: Plan) -> list[str]:
    """The facts that no column of the file states and no other fact gives: unknown for all."""
    return [
        key
        for key, fact in plan.facts.items()
        if not is_given_by_the_plan(fact) and Evidence(key).value not in facts.columns
    ]


def _refuse_unknown_columns(reader: TableReader, rules: Mapping[str, Rule]) -> None:
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
    connection: duckdb.DuckDBPyConnection, name: str, rules: Mapping[str, Rule]
) -> None:
    """Raise FileRefused with the first cell that will not do, by line and then by column."""
    faults = [_faults(column, rule, place) for place, (column, rule) in enumerate(rules.items())]
    faults.append(_BLANK_CLAIMS)
    found = connection.execute(
        f"WITH faults AS ({' UNION ALL '.join(faults)}) {_FIRST_FAULT}"  # nosec B608
    ).fetchone()
    if found is not None:
        line, column, fault, faulty = found
        more = f" ({faulty - 1:,} more cells will not do either.)" if faulty > 1 else ""
        raise FileRefused(name, f"line {line}: {column}: {fault}{more}")


def _faults(column: str, rule: Rule, place: int) -> str:
    """The faults of one column, whose name is a key of the plan."""
    cells = f"line, {place} AS place, '{column}' AS name, {rule.fault(_cell(column))} AS fault"
    return f"SELECT {cells} FROM {_RAW}"  # noqa: S608  # nosec B608


_BLANK_CLAIMS = (
    f"SELECT line, -1, '{CLAIM}', 'It is blank. Give each claim a reference of its own.' "  # noqa: S608  # nosec B608
    f"FROM {_RAW} WHERE {CLAIM} IS NULL"
)
_FIRST_FAULT = (
    "SELECT line, name, fault, count(*) OVER () FROM faults "
    "WHERE fault IS NOT NULL ORDER BY line, place LIMIT 1"
)
_REPEATED = (
    f"SELECT min(line), max(line), {CLAIM} FROM {_RAW} "  # noqa: S608  # nosec B608
    f"GROUP BY {CLAIM} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
)


def _refuse_repeated(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    found = connection.execute(_REPEATED).fetchone()
    if found is not None:
        first, again, claim = found
        raise FileRefused(
            name,
            f"line {again}: claim: {claim[:80]!r} is on line {first} already. "
            "Give each claim one row.",
        )


def _cell(column: str) -> str:
    return f'"{column}"'


def _column(name: str) -> str:
    return name if name in (CLAIM, STANDING) else f"{PREFIX}{name}"
