"""The tables of a seal as text, the same bytes on any machine, and the root over them.

The rules of the text are those of claims/verification/README.md, which reads it back.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
from ibis.backends.duckdb import Backend

from claims.calculator import determinations_table, facts_table, pseudonyms_table
from claims.calculator.sealed_tables import PSEUDONYM_MACRO
from claims.casework.docket.open_matters import plan_of
from claims.files.hashes import sha256_of
from claims.models import Matter, Tally, ValueReading
from claims.tally.stage_files import StageFileAltered, hashed_file, stage_json, store_file
from claims.tally.summaries import count_aside

FILES = ("facts", "determinations", "pseudonyms")
READINGS = "readings"
LONGEST_LINE = 2**24
"""How many bytes a row may have, with its end: what a verifier is ready to read at once."""

_ROWS_AT_ONCE = 50_000
_MARKS_TO_QUOTE = (",", '"', "\n", "\r")


class CannotWrite(ValueError):
    """The rows have no canonical text; says which and why."""


def write_canonical(connection: Backend, table: ir.Table, path: Path) -> str:
    """Write the table's rows as CSV in the order of `claim`; returns the SHA-256 of the file.

    `claim` counts 1, 2, 3 … without a gap: anything else raises CannotWrite, as does a row that is
    longer than LONGEST_LINE.
    """
    sha256 = hashlib.sha256()
    with path.open("wb") as file:
        header = ",".join(table.columns).encode() + b"\n"
        sha256.update(header)
        file.write(header)
        for text in _line_batches(connection.con, lines_sql(table)):
            sha256.update(text)
            file.write(text)
    return sha256.hexdigest()


def lines_sql(table: ir.Table) -> str:
    """DuckDB SQL for each row as `claim` and `line`, its text with its end, in order."""
    cells = [_cell_text(table[name]) for name in table.columns]
    lines = table.select("claim", line=ibis.literal(",").join(cells) + "\n")
    return str(ibis.to_sql(lines.order_by("claim"), dialect="duckdb"))


def install_pseudonym_macro(connection: Backend) -> None:
    """Make known to the engine what `pseudonyms_table` computes with."""
    connection.con.execute(f"CREATE OR REPLACE TEMP MACRO {PSEUDONYM_MACRO}")


def pseudonym_key(matter: Matter) -> bytes:
    """The key that the pseudonyms of a matter are made with; the same for all of its tallies."""
    return bytes(matter.pseudonym_key)


def root_of(
    plan_sha256: str,
    facts_sha256: str,
    determinations_sha256: str,
    totals: Mapping[str, Any],
    readings_sha256: str = "",
) -> str:
    """The root: one hash for the plan, all inputs, all determinations, and what they come to.

    `totals` has `counts`, `awards_cents` by head, and `fund` (empty without one); see `totals_of`.
    Readings of values have a line where there are any.
    """
    lines = (
        "classfund-root/1",
        f"plan {plan_sha256}",
        f"facts {facts_sha256}",
        f"determinations {determinations_sha256}",
        f"totals {sha256_of(totals)}",
        *([f"readings {readings_sha256}"] if readings_sha256 else []),
    )
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def root_totals(found: Mapping[str, Any]) -> dict[str, Any]:
    """The totals that enter the root, of what the allocate stage left."""
    return {
        "counts": found["counts"],
        "awards_cents": found["totals_cents"],
        "fund": found["fund"],
    }


def store_canonical(
    tally: Tally, connection: Backend, claims: ir.Table, determinations: ir.Table
) -> dict[str, str]:
    """Keep the three files of a tally, each under its own hash, and that of the readings where
    there are any; returns the hashes by name.

    `claims` are those of the snapshot, `determinations` what was determined of them and, with a
    fund, paid.
    """
    plan = plan_of(tally.plan_version)
    install_pseudonym_macro(connection)
    # Written only where there is one, so that a tally without keeps the root that it always had.
    has_aside = count_aside(claims) > 0
    tables = {
        "facts": facts_table(claims, determinations, plan, has_aside=has_aside),
        "determinations": determinations_table(determinations, plan),
        "pseudonyms": pseudonyms_table(claims, pseudonym_key(tally.matter)),
    }

    hashes = {
        name: store_file(tally, name, "csv", partial(_write_table, connection, table))
        for name, table in tables.items()
    }
    if tally.readings:
        hashes[READINGS] = store_file(tally, READINGS, "csv", partial(_write_readings, tally))
    return hashes


def canonical_files(tally: Tally) -> dict[str, Path]:
    """The files that `keep_canonical` kept for a sealed tally, checked; raises StageFileAltered.

    The seal's own file says under `canonical` which hashes they have.
    """
    hashes: Mapping[str, str] | None = stage_json(tally, "seal").get("canonical")
    if hashes is None:
        raise StageFileAltered(
            f"Tally {tally.number} was sealed without canonical tables. Run the tally again."
        )
    there = [name for name in (*FILES, READINGS) if name in (*FILES, *hashes)]
    return {name: hashed_file(tally, name, "csv", hashes[name]) for name in there}


def _write_readings(tally: Tally, path: Path) -> None:
    """What people had said of values of the records when the tally began, in the order they did."""
    readings = ValueReading.objects.of(tally.matter).filter(number__lte=tally.readings)
    lines = ["number,kind,column,value,same_as"]
    for row in readings.order_by("number"):
        cells = (str(row.number), row.kind, row.column, row.value, row.same_as)
        lines.append(",".join(_quoted_cell(cell) for cell in cells))
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def _quoted_cell(text: str) -> str:
    has_to_be = any(mark in text for mark in _MARKS_TO_QUOTE)
    return '"' + text.replace('"', '""') + '"' if has_to_be else text


def _write_table(connection: Backend, table: ir.Table, path: Path) -> None:
    write_canonical(connection, table, path)


def _cell_text(value: ir.Value) -> ir.StringValue:
    """The value as a cell: blank if unknown, text in quotes only where it has to be."""
    kind = value.type()
    if kind.is_timestamp() and kind.timezone is None:
        text = value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    elif kind.is_string():
        has_to_be = value == ""
        for mark in _MARKS_TO_QUOTE:
            has_to_be = has_to_be | value.contains(mark)
        text = ibis.ifelse(has_to_be, '"' + value.replace('"', '""') + '"', value)
    elif kind.is_boolean() or kind.is_integer() or kind.is_decimal() or kind.is_date():
        text = value.cast("string")
    else:
        raise CannotWrite(f"{value.get_name()} is {kind}, for which there is no canonical text.")
    return text.fill_null("")


def _line_batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[memoryview]:
    """The lines of many rows at a time, without copying them out of the engine's answer."""
    due = 1
    for batch in connection.execute(query).to_arrow_reader(_ROWS_AT_ONCE):
        claims, lines = batch.columns
        _check_numbers(claims, due)
        due += len(claims)
        longest = pc.max(pc.binary_length(lines)).as_py()
        if longest > LONGEST_LINE:
            raise CannotWrite(
                f"A claim's row has {longest} bytes, and {LONGEST_LINE} can be read. "
                "Shorten the text that it states."
            )
        _, offsets, text = lines.buffers()
        ends = memoryview(offsets).cast("i")[lines.offset : lines.offset + len(lines) + 1]
        yield memoryview(text)[ends[0] : ends[-1]]


def _check_numbers(claims: pa.Array, due: int) -> None:
    steps = pc.min_max(pc.pairwise_diff(claims)).as_py()
    if claims[0].as_py() == due and not claims.null_count and set(steps.values()) <= {1, None}:
        return
    found = claims.to_pylist()
    place = next(place for place, number in enumerate(found) if number != due + place)
    raise CannotWrite(f"Claim {due + place} is missing or there twice: found {found[place]}.")
