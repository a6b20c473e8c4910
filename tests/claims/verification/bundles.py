"""Bundles for tests, sealed as an export seals them, and mended as a careful forger would."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from claims.calculator import determinations_table, facts_table, pseudonyms_table
from claims.exports.bundle import assemble_bundle
from claims.tally.canonical_tables import root_of, write_canonical
from tests.claims.calculator.cases import Row
from tests.claims.calculator.tallied import tallied

KEY = bytes(range(32))


def seal(
    folder: Path, claims: Sequence[Row], produced: Mapping[str, Any], plan_text: str, **engine: int
) -> str:
    """A bundle of these claims in the folder; returns its root."""
    found = tallied(claims, produced, plan_text, **engine)
    made = folder / ".tables"
    made.mkdir(parents=True)
    tables = {
        "facts": facts_table(found.claims, found.determinations, found.plan),
        "determinations": determinations_table(found.determinations, found.plan),
        "pseudonyms": pseudonyms_table(found.claims, KEY),
    }
    paths = {name: made / f"{name}.csv" for name in tables}
    hashes = {
        name: write_canonical(found.connection, table, paths[name])
        for name, table in tables.items()
    }
    root = root_of(found.plan.sha256, hashes["facts"], hashes["determinations"], found.totals)
    assemble_bundle(
        folder,
        plan_text=plan_text,
        plan=found.plan,
        tables=paths,
        totals=found.totals,
        root=root,
        about={"caption": "Doe v. Example", "tally": 7, "sealed_at": "2026-07-02T09:00:00Z"},
    )
    for path in made.iterdir():
        path.unlink()
    made.rmdir()
    return root


def mend(folder: Path) -> None:
    """Make the manifest say what the files now are, and the root what it would be then."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in manifest["files"]:
        if (folder / name).is_file():
            manifest["files"][name] = sha256(folder / name)
    manifest["root"] = root_of(
        manifest["plan_sha256"],
        manifest["files"]["facts.csv"],
        manifest["files"]["determinations.csv"],
        manifest["totals"],
    )
    path.write_text(json.dumps(manifest), encoding="utf-8")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of the first place where the text of a file says `old`."""

    def change(folder: Path) -> None:
        text = (folder / name).read_bytes().decode()
        assert old in text, text
        (folder / name).write_bytes(text.replace(old, new, 1).encode())

    return change


def set_cell(name: str, claim: int, column: str, cell: str) -> Callable[[Path], None]:
    """A change of one cell of a table whose cells hold no commas."""

    def change(folder: Path) -> None:
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
        cells = lines[claim].split(",")
        place = lines[0].split(",").index(column)
        assert cells[place] != cell, f"{column} of claim {claim} is {cell} already"
        cells[place] = cell
        lines[claim] = ",".join(cells)
        (folder / name).write_text("\n".join(lines), encoding="utf-8")

    return change
