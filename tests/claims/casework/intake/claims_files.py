"""Claims files for tests: each row is valid until a test changes one cell."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from claims.casework.intake.claims_file import import_claims
from claims.casework.intake.file_rows import FileReport
from claims.models import Matter
from tests.claims.records.production_files import write_csv
from tests.factories import NOW, OPERATOR

VALID: Mapping[str, str] = {
    "external_ref": "R-1",
    "filed_at": "2026-03-02T08:38:11Z",
    "first_name": "Ana",
    "last_name": "Díaz",
    "email": "ana@example.org",
    "profile_url": "",
    "street": "1 Main St",
    "city": "San Jose",
    "state": "CA",
    "postal_code": "95113",
    "country": "US",
    "signed": "yes",
    "medium": "bulk",
    "postmarked_on": "",
    "notice_id": "",
    "phone": "",
}


def row(external_ref: str = "R-1", **cells: str) -> dict[str, str]:
    return {**VALID, "external_ref": external_ref, **cells}


def take_in(matter: Matter, folder: Path, rows: Sequence[Mapping[str, str]]) -> FileReport:
    path = write_csv(folder / "claims.csv", list(rows), list(VALID))
    return import_claims(matter, path, refusals=folder / "refusals.csv", actor=OPERATOR, at=NOW)


def counts(report: FileReport) -> tuple[int, int, int, int]:
    """(rows, accepted, repeated, refused)."""
    return report.rows, report.accepted, report.repeated, report.refused


def refusals(report: FileReport) -> list[dict[str, str]]:
    with report.refusals.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
