"""Write a sealed tally's files: whole or not at all, reconciled, hashed and in the trail."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.db import transaction

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.calculator.allocation import MONEY_COLUMNS
from claims.casework.docket.open_matters import plan_of
from claims.exports import bundle, csv_format, manifest, parquet_format, xlsx_format
from claims.exports.determinations import RowSums, determinations_table
from claims.exports.export_tables import ExportTables
from claims.exports.totals_table import totals_table
from claims.files.hashes import sha256_of_file
from claims.files.replacement import flush, replace_file
from claims.models import EventKind, Tally
from claims.records.lookup import ProductionAltered
from claims.tally.stage_files import StageFileAltered

FORMATS: Mapping[str, Callable[[ExportTables, Path], list[Path]]] = {
    "csv": csv_format.write_csv,
    "xlsx": xlsx_format.write_xlsx,
    "parquet": parquet_format.write_parquet,
}
"""The register of formats: each writes the tables into a folder and says which files it made."""


BUNDLE = "bundle"
"""The format that is no table but the whole tally, with a manifest of its own."""


class CannotExport(ValueError):
    """The tally cannot be handed out so; the message says why and what to do."""


def export_tally(
    tally: Tally,
    format: str,  # noqa: A002
    out: Path,
    *,
    actor: Actor,
    at: datetime,
    with_records: bool = False,
) -> list[Path]:
    """Write the tally's files and `manifest.json` into `out`, which is made if need be.

    Rows are streamed. Nothing appears in `out` before everything is written, adds up to the tally's
    totals and stands in the trail. `with_records` adds the defendant's records to a bundle. Raises
    CannotExport for a format that there is not, a tally that is not sealed, rows that do not add
    up, files that were altered, a folder that holds something else or cannot be written to.
    """
    if format not in (*FORMATS, BUNDLE):
        names = f"{', '.join(FORMATS)} and {BUNDLE}"
        raise CannotExport(f"There is no export format {format}. The formats there are: {names}.")
    if with_records and format != BUNDLE:
        raise CannotExport(f"Only a {BUNDLE} can hold the records. Choose --format {BUNDLE}.")
    if tally.state != Tally.State.SEALED:
        raise CannotExport(
            f"Tally {tally.number} is {tally.state}. Only a sealed tally can be exported."
        )
    try:
        # Inside `out`, so that renaming stays on one disk.
        with (
            _create_folder(out),
            tempfile.TemporaryDirectory(prefix=".export-", dir=out) as name,
        ):
            _check_folder(out, format)
            made = Path(name)
            if format == BUNDLE:
                files = bundle.write_bundle(tally, made, with_records=with_records)
            else:
                files = _write_tables(tally, format, made, out)
            return _move_files(tally, format, files, made, out, actor, at)
    except (StageFileAltered, ProductionAltered) as error:
        raise CannotExport(str(error)) from error
    except OSError as error:
        raise CannotExport(
            f"{out} cannot be written to: {error.strerror or error}. Choose another folder."
        ) from error


@contextmanager
def _create_folder(folder: Path) -> Iterator[None]:
    """Within, the folder is there; when that fails, what was made of it is gone again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in missing:
            # Not there, or somebody else put something into it meanwhile.
            with suppress(OSError):
                each.rmdir()
        raise


def _check_folder(out: Path, format_name: str) -> None:
    """A bundle's manifest names all of its files, so nothing else may lie under it."""
    found = manifest.read_manifest(out / manifest.MANIFEST_FILE)
    if found and (bundle.is_bundle(found) != (format_name == BUNDLE)):
        raise CannotExport(f"{out} holds an export of another kind. Choose an empty folder.")


def _write_tables(tally: Tally, format_name: str, folder: Path, out: Path) -> list[Path]:
    files = _write_format(tally, format_name, folder)
    content = manifest.manifest_content(tally, files, also=out / manifest.MANIFEST_FILE)
    return [*files, manifest.write_manifest(content, folder)]


def _move_files(
    tally: Tally,
    format_name: str,
    files: Sequence[Path],
    made: Path,
    out: Path,
    actor: Actor,
    at: datetime,
) -> list[Path]:
    """Record the files in the trail and put them in their place."""
    places = {path: path.relative_to(made) for path in files}
    hashes = {place.as_posix(): sha256_of_file(path) for path, place in places.items()}
    for path in places:
        # Before the transaction, which would keep others waiting for the disk.
        flush(path)
    with transaction.atomic():
        record_for_matter(
            tally.matter,
            EventKind.EXPORTED,
            actor,
            at,
            {"tally": tally.number, "format": format_name, "files": hashes},
        )
        for place in places.values():
            (out / place).parent.mkdir(parents=True, exist_ok=True)
        # The event is rolled back if a file cannot be put in its place.
        for path, place in places.items():
            replace_file(path, out / place)
    return [out / place for place in places.values()]


def _write_format(tally: Tally, format_name: str, folder: Path) -> list[Path]:
    theories = [theory.key for theory in plan_of(tally.plan_version).heads_of_award]
    sums = RowSums()
    tables = ExportTables(
        title=f"{tally.matter.caption}, tally {tally.number}",
        made_at=tally.sealed_at or tally.started_at,
        tables=[determinations_table(tally, theories, sums), totals_table(tally, theories)],
    )
    try:
        files = FORMATS[format_name](tables, folder)
    except xlsx_format.TooLongForWorksheet as error:
        raise CannotExport(str(error)) from error
    _check_sums(tally, theories, sums)
    return files


def _check_sums(tally: Tally, theories: Sequence[str], sums: RowSums) -> None:
    stray = sorted(set(sums.cents) - set(theories))
    if sums.claims == tally.counts["claims"] and not stray:
        came_to = {theory: sums.cents.get(theory, 0) for theory in theories}
        said = {theory: tally.totals_cents[theory] for theory in theories}
        if came_to == said and _fund_adds_up(tally, sums):
            return
    of_fund = f", and of the fund {sums.fund_cents}" if tally.fund else ""
    raise CannotExport(
        f"Tally {tally.number} says {tally.counts['claims']} claims, {tally.totals_cents} cents; "
        f"its rows come to {sums.claims} claims and {sums.cents} cents{of_fund}. "
        "Nothing was exported. Run manage.py check_audit to see what was changed."
    )


def _fund_adds_up(tally: Tally, sums: RowSums) -> bool:
    """Whether the rows come to the fund's payments and reserve; without a fund, to nothing."""
    totals = ("payments_cents", "kept_cents", "withheld_cents")
    said = [tally.fund.get(total, 0) for total in totals]
    return said == [sums.fund_cents.get(f"{name}_cents", 0) for name in MONEY_COLUMNS]
