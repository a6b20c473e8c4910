"""Expressions that Ibis turns into SQL once a test process, however many tests ask for them.

Turning one into SQL takes longer than DuckDB takes to run it over a test's few rows, and the same
plan gives the same expressions in test after test. Ibis's answer depends on the expression alone,
so equal expressions have one answer; everything else of a tally is done anew each time.
"""

import contextlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import ibis.expr.operations as ops
from ibis.backends.duckdb import Backend
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

_MOST = 300
"""Answers that are remembered; beyond it the one that was not asked for the longest goes."""
_RANDOM_NAME = re.compile(r"kept_[0-9a-f]{32}")
"""What the product calls a table that it makes for the length of a connection."""

Key = tuple[Any, ...]
_answers: OrderedDict[Key, Any] = OrderedDict()


@contextlib.contextmanager
def each_expression_compiled_once() -> Iterator[None]:
    """Within, DuckDB's compiler remembers, and tables of a connection have names that come again.

    Without such names no two tests would ask for equal expressions.
    """
    undo = [
        _replace(DuckDBCompiler, "to_sqlglot", _compile_once),
        _replace(Backend, "compile", _write_once),
        _replace(Backend, "do_connect", _connect),
        _replace(Backend, "read_parquet", _read_under_a_name),
        _replace(Backend, "create_table", _create_under_a_name),
        _replace(Backend, "table", _table_of_a_name),
    ]
    try:
        yield
    finally:
        for each in undo:
            each()


def _replace(owner: Any, name: str, new: Callable[..., Any]) -> Callable[[], None]:
    """Have `new` called with the old method and its arguments; returns what undoes it."""
    old = getattr(owner, name)
    setattr(owner, name, lambda self, *given, **options: new(old, self, *given, **options))
    return lambda: setattr(owner, name, old)


def _compile_once(compile_anew: Any, compiler: Any, expr: Any, **options: Any) -> Any:
    if not _is_answered_alike(expr, options):
        return compile_anew(compiler, expr, **options)
    key = ("statement", type(expr), expr.op())
    # A copy, since whoever builds the statement into another may change it.
    return _answer(key, lambda: compile_anew(compiler, expr)).copy()


def _write_once(
    write_anew: Any, connection: Any, expr: Any, *, pretty: bool = False, **options: Any
) -> Any:
    if not _is_answered_alike(expr, options):
        return write_anew(connection, expr, pretty=pretty, **options)
    key = ("text", type(expr), expr.op(), pretty)
    return _answer(key, lambda: write_anew(connection, expr, pretty=pretty))


def _connect(connect: Any, connection: Any, *given: Any, **options: Any) -> None:
    connect(connection, *given, **options)
    connection.names_of_test = {}
    # Ibis tells databases apart by how they were opened, and each test has a folder of its own.
    connection.__dict__["db_identity"] = "a database of a test"


def _read_under_a_name(read: Any, connection: Any, *given: Any, **options: Any) -> Any:
    if options.get("table_name") is None:
        name = f"read {len(connection.names_of_test)}"
        options["table_name"] = _next_name(connection, name)
    return read(connection, *given, **options)


def _create_under_a_name(
    create: Any, connection: Any, name: str, *given: Any, **options: Any
) -> Any:
    if _RANDOM_NAME.fullmatch(name):
        name = _next_name(connection, name)
    return create(connection, name, *given, **options)


def _table_of_a_name(table: Any, connection: Any, name: str, *given: Any, **options: Any) -> Any:
    return table(connection, connection.names_of_test.get(name, name), *given, **options)


def _next_name(connection: Any, random: str) -> str:
    """A name that comes again in the same place of the next test; a connection has each once."""
    names: dict[str, str] = connection.names_of_test
    names[random] = f"table_{len(names)}_of_the_test"
    return names[random]


def _is_answered_alike(expr: Any, options: dict[str, Any]) -> bool:
    """Tables in memory have names of their own, and go when nothing holds them any longer."""
    has_options = any(value is not None for value in options.values())
    return not has_options and not expr.op().find(ops.InMemoryTable)


def _answer(key: Key, make: Callable[[], Any]) -> Any:
    if key not in _answers:
        _answers[key] = make()
        if len(_answers) > _MOST:
            _answers.popitem(last=False)
    _answers.move_to_end(key)
    return _answers[key]
