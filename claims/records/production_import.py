"""Take in a production: all of it, or nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from claims.audit.chain import SYSTEM, Actor, record_for_matter
from claims.files.hashes import sha256_of_file
from claims.models import EventKind, Matter, Production
from claims.records.class_list import add_accounts, correct_accounts
from claims.records.import_folder import CannotImport, ImportFolder, open_import_folder
from claims.records.kinds import KINDS
from claims.records.lookup import (
    check_hashes,
    current_production,
    production_folder,
    sha256_of_hashes,
)
from claims.records.refused_rows import one_column_note, write_refusals
from claims.records.row_checks import RowChecker, RowCounts
from claims.records.row_files import Note, TableReader, open_table
from claims.records.temporary_table import TemporaryTable

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class KindReport:
    """What became of the rows of one file; accepted + repeated + refused = rows."""

    rows: int = 0
    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    refusals: Path | None = None
    """The CSV of the refused rows; None if no file of the kind was given."""
    replaced: int | None = None
    """How many of the accepted replaced a held row; None if the import was no correction."""
    notes: Sequence[Note] = ()
    """What was passed over, or read by another spelling; these rows are not in `rows`."""

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON; `replaced` is there only if the import was a correction."""
        replaced = {} if self.replaced is None else {"replaced": self.replaced}
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            **replaced,
            "repeated": self.repeated,
            "refused": self.refused,
            "refusals": str(self.refusals) if self.refusals else None,
            "notes": [note.as_json() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `production` is the current one after it, new or as it was."""

    production: Production
    is_new: bool
    kinds: Mapping[str, KindReport]
    emails_not_read: int = 0
    """E-mail cells, of the accounts that are new or corrected, in which no address was found."""

    def as_json(self) -> dict[str, Any]:
        """One entry a kind, also for those not given."""
        found = {kind: report.as_json() for kind, report in self.kinds.items()}
        found["accounts"]["emails_not_read"] = self.emails_not_read
        return found


def import_production(
    matter: Matter,
    files: Mapping[str, Path],
    *,
    at: datetime,
    incomplete: Collection[str] = frozenset(),
    corrects: bool = False,
    actor: Actor = SYSTEM,
    progress: Progress | None = None,
) -> ImportReport:
    """Read, judge and keep the files, by kind ('accounts', 'subscriptions', 'messages').

    Rows join those already held; a new Production is made unless nothing changed. `incomplete`
    names the kinds known not to be complete; a kind that was never imported is not complete either.
    With `corrects`, a row whose key is held with other values replaces the row held; without it,
    that row is refused. Productions before stay as they were.
    Raises FileRefused, ProductionAltered or CannotImport; whatever is raised, and even if the
    process is killed, what was held before is held still.
    """
    _check_kinds(files, incomplete)
    with open_import_folder(matter) as place:
        readers = {
            name: open_table(
                Path(files[name]),
                kind.column_names,
                exact=kind.exact_columns,
                forms=kind.forms,
                evidence=kind.evidence,
            )
            for name, kind in KINDS.items()
            if name in files
        }
        held = current_production(matter)
        if held is not None:
            # Merging with altered files would give them a new, valid hash.
            check_hashes(held)
        refusals = place.free_refusals(at)
        held_folder = production_folder(held) if held else None
        with RowChecker(place.temporary, held_folder, matter.currency, corrects=corrects) as sieve:
            verdicts = {
                name: _check_file(sieve, place, name, reader, progress)
                for name, reader in readers.items()
            }
            notes = {
                name: [*reader.notes(), *_kind_notes(sieve, name, verdicts[name])]
                for name, reader in readers.items()
            }
            refused_changed = sieve.keep_refused()
            incomplete_kinds = _incomplete_kinds(held, files, incomplete)
            changed = (
                refused_changed
                or any(verdict.accepted for verdict in verdicts.values())
                or (held is not None and held.incomplete_kinds != incomplete_kinds)
            )
            if held is not None and not changed:
                place.publish_refusals(refusals)
                production, not_read = held, 0
            else:
                production = _write_production(
                    matter, held, place, sieve, at, incomplete_kinds, progress
                )
                replaced = _replaced_counts(verdicts) if corrects else None
                not_read = _commit(production, place, sieve, refusals, actor, replaced, progress)
    reports = _kind_reports(verdicts, notes, refusals, corrects=corrects)
    return ImportReport(production, production is not held, reports, not_read)


def _check_kinds(files: Mapping[str, Path], incomplete: Collection[str]) -> None:
    if not files:
        raise CannotImport(f"No file was given. Give at least one of {', '.join(KINDS)}.")
    strange = sorted({*files, *incomplete} - set(KINDS))
    if strange:
        raise CannotImport(
            f"{', '.join(strange)} is no kind of record. The kinds are {', '.join(KINDS)}."
        )


def _check_file(
    sieve: RowChecker,
    place: ImportFolder,
    name: str,
    reader: TableReader,
    progress: Progress | None,
) -> RowCounts:
    """Spool the file, judge it, and list what is refused."""
    kind = KINDS[name]
    with TemporaryTable(kind, place.temporary) as spool:
        for batch in reader:
            spool.add(batch)
            if progress:
                progress(f"Reading {name}", reader.position, reader.size)
    if progress:
        progress(f"Checking {name}", 0, 1)
    verdicts = sieve.judge(spool, reader.name)
    write_refusals(place.refusals / f"{name}.csv", reader.name, sieve.refusals(kind))
    if progress:
        progress(f"Checking {name}", 1, 1)
    return verdicts


def _kind_notes(sieve: RowChecker, name: str, verdicts: RowCounts) -> list[Note]:
    """What is to be said once of all the rows of a kind."""
    first, columns = sieve.first_refusal(KINDS[name])
    return one_column_note(verdicts.rows, verdicts.refused, columns, first)


def _incomplete_kinds(
    held: Production | None, files: Mapping[str, Path], incomplete: Collection[str]
) -> list[str]:
    """A kind given now without the mark is complete; one not given stays as it was."""
    before = set(KINDS) if held is None else set(held.incomplete_kinds)
    return sorted((before - set(files)) | set(incomplete))


def _write_production(
    matter: Matter,
    held: Production | None,
    place: ImportFolder,
    sieve: RowChecker,
    at: datetime,
    incomplete_kinds: list[str],
    progress: Progress | None,
) -> Production:
    """Write the files of the next production; the row that names them is not saved yet."""
    number = held.number + 1 if held else 1

    def show(name: str, done: int, of: int) -> None:
        if progress:
            progress(f"Merging {name}", done, of)

    written = sieve.write(place.production, show)
    hashes = {
        path.name: held.hashes[written.shared[path.name]]
        if held and path.name in written.shared
        else sha256_of_file(path)
        for path in sorted(place.production.iterdir())
    }
    folder = place.published_production(number).relative_to(Path(settings.DATA_DIR))
    return Production(
        matter=matter,
        number=number,
        received_at=at,
        folder=str(folder),
        counts=written.counts,
        hashes=hashes,
        incomplete_kinds=incomplete_kinds,
        sha256=sha256_of_hashes(hashes),
    )


def _commit(
    production: Production,
    place: ImportFolder,
    sieve: RowChecker,
    refusals: Path,
    actor: Actor,
    replaced: Mapping[str, int] | None,
    progress: Progress | None,
) -> int:
    """Make the production current: its files first, then everything in the database at once.

    Returns how many e-mail cells of the class list that it wrote hold no address.
    """
    matter = production.matter
    place.publish(production.number, refusals)
    if progress:
        progress("Writing the class list", 0, 1)
    with transaction.atomic():
        production.save(force_insert=True)
        not_read = add_accounts(matter, sieve.new_accounts())
        not_read += correct_accounts(matter, sieve.corrected_accounts())
        data: dict[str, Any] = {
            "number": production.number,
            "counts": production.counts,
            "sha256": production.sha256,
            "incomplete_kinds": production.incomplete_kinds,
        }
        if replaced is not None:
            data["replaced"] = dict(replaced)
        record_for_matter(
            matter, EventKind.PRODUCTION_IMPORTED, actor, production.received_at, data
        )
    if progress:
        progress("Writing the class list", 1, 1)
    return not_read


def _replaced_counts(verdicts: Mapping[str, RowCounts]) -> dict[str, int]:
    return {name: verdict.replaced for name, verdict in verdicts.items()}


def _kind_reports(
    verdicts: Mapping[str, RowCounts],
    notes: Mapping[str, Sequence[Note]],
    refusals: Path,
    *,
    corrects: bool,
) -> dict[str, KindReport]:
    reports: dict[str, KindReport] = {}
    for name in KINDS:
        verdict = verdicts.get(name)
        if verdict is None:
            reports[name] = KindReport(replaced=0 if corrects else None)
            continue
        reports[name] = KindReport(
            verdict.rows,
            verdict.accepted,
            verdict.repeated,
            verdict.refused,
            refusals / f"{name}.csv",
            verdict.replaced if corrects else None,
            notes[name],
        )
    return reports
