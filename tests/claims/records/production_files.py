"""Files of a production for tests: each row is valid until a test changes one cell."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from claims.records.kinds import KINDS, RecordKind
from claims.records.row_checks import Refusal, RowChecker, RowCounts
from claims.records.row_files import open_table
from claims.records.temporary_table import TemporaryTable

Row = Mapping[str, str]

_VALID: Mapping[str, Row] = {
    "accounts": {
        "account_id": "A1",
        "profile_url": "https://www.linkedin.com/in/ana-diaz",
        "email": "ana@example.org",
        "other_emails": "",
        "first_name": "Ana",
        "last_name": "Díaz",
        "street": "1 Main St",
        "city": "San Jose",
        "state": "CA",
        "postal_code": "95113",
        "country": "US",
        "created_on": "2020-01-01",
        "closed_on": "",
        "ai_training_setting": "on",
        "ai_training_setting_changed_on": "",
    },
    "subscriptions": {
        "subscription_id": "S1",
        "account_id": "A1",
        "product": "premium_career",
        "started_on": "2023-01-01",
        "ended_on": "2023-02-01",
        "amount_paid": "29.99",
        "currency": "USD",
        "is_trial": "false",
    },
    "messages": {
        "message_id": "X1",
        "account_id": "A1",
        "channel": "inmail",
        "direction": "sent",
        "sent_at": "2023-01-15T10:00:00Z",
    },
}


def account(**cells: str) -> dict[str, str]:
    return {**_VALID["accounts"], **cells}


def subscription(**cells: str) -> dict[str, str]:
    return {**_VALID["subscriptions"], **cells}


def message(**cells: str) -> dict[str, str]:
    return {**_VALID["messages"], **cells}


def row_of(kind: str, **cells: str) -> dict[str, str]:
    return {**_VALID[kind], **cells}


def csv_bytes(rows: Sequence[Row], columns: Sequence[str] = (), line_end: str = "\n") -> bytes:
    """A CSV with the columns of the first row (or those given)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]), lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write_csv(path: Path, rows: Sequence[Row], columns: Sequence[str] = ()) -> Path:
    data = csv_bytes(rows, columns)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_kind(folder: Path, kind: str, rows: Sequence[Row]) -> Path:
    """The CSV of a kind, even of no rows."""
    return write_csv(folder / f"{kind}.csv", rows, [] if rows else KINDS[kind].column_names)


def judge(
    folder: Path, files: Mapping[str, Path], currency: str = "USD"
) -> dict[str, tuple[RowCounts, list[Refusal]]]:
    """Judge files without a database; accounts, where given, come first."""
    place = folder / "sieve"
    place.mkdir()
    results = {}
    with RowChecker(place, None, currency) as sieve:
        for name, kind in KINDS.items():
            if name in files:
                verdicts = sieve.judge(spooled(kind, files[name], place), files[name].name)
                results[name] = verdicts, list(sieve.refusals(kind))
    return results


def spooled(kind: RecordKind, path: Path, place: Path) -> TemporaryTable:
    with TemporaryTable(kind, place) as spool:
        for batch in open_table(
            path, kind.column_names, exact=kind.exact_columns, forms=kind.forms
        ):
            spool.add(batch)
    return spool
