"""A file of opt-outs: people who asked to be left out of the class."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.audit.opt_outs import opt_outs_sha256
from claims.casework.intake.claim_creation import text_faults
from claims.casework.intake.file_cells import CellRefused, read_day, read_identifier
from claims.casework.intake.file_rows import (
    Cells,
    FileReport,
    Progress,
    RowRefused,
    Taken,
    import_rows,
)
from claims.casework.intake.refusal_file import RefusalFile
from claims.matching.email_addresses import email_keys
from claims.models import Account, EventKind, Exclusion, Matter
from claims.records.row_files import FileRefused, Form, open_table

REQUIRED = ("received_on",)
OPTIONAL = ("external_ref", "email", "account_id")
_FORMS: Mapping[str, Form] = {
    "received_on": Form.DAY,
    **dict.fromkeys(("external_ref", "account_id"), Form.IDENTIFIER),
}

_OptOutKey = tuple[str, str, str]
"""(external_ref, e-mail key, account_id); blank where not given."""


def import_exclusions(
    matter: Matter,
    path: Path,
    *,
    refusals: Path,
    actor: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> FileReport:
    """Take in a file of opt-outs, in one transaction: a file has thousands, not millions.

    Raises FileRefused before anything is written when the file as a whole cannot be taken.
    """
    reader = open_table(
        path, REQUIRED, OPTIONAL, exact=("external_ref", "account_id"), forms=_FORMS
    )
    if not set(OPTIONAL) & set(reader.columns):
        raise FileRefused(
            reader.name,
            "no column says who opted out. It needs external_ref, email or account_id.",
        )
    with transaction.atomic(), RefusalFile(refusals, reader.name) as refusal_file:
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        known: dict[_OptOutKey, date] = {
            (row.external_ref, key, row.account_id): row.received_on
            for row in Exclusion.objects.filter(matter=matter)
            for key in (row.email_key, *email_keys(row.email_key))
        }
        fresh: list[Exclusion] = []

        def take(rows: Sequence[Cells]) -> list[Taken | RowRefused]:
            accounts = _listed(matter, {cells["account_id"].strip() for cells in rows})
            return [answer(cells, accounts) for cells in rows]

        def answer(cells: Cells, accounts: set[str]) -> Taken | RowRefused:
            try:
                people, received_on = _read_row(cells, accounts)
                _check_day(people, received_on, known)
            except RowRefused as refused:
                return refused
            new = [person for person in people if person not in known]
            known.update(dict.fromkeys(new, received_on))
            fresh.extend(_exclusion(matter, person, received_on, at) for person in new)
            return Taken.ACCEPTED if new else Taken.REPEATED

        report = import_rows(reader, refusal_file, take, progress)
        Exclusion.objects.bulk_create(fresh, batch_size=500)
        if fresh:
            record_for_matter(
                matter,
                EventKind.EXCLUSIONS_IMPORTED,
                actor,
                at,
                {"accepted": len(fresh), "sha256": opt_outs_sha256(fresh)},
            )
    return report


def _listed(matter: Matter, account_ids: set[str]) -> set[str]:
    """Those of the identifiers that the class list has."""
    found = Account.objects.of(matter).filter(account_id__in=account_ids)
    return set(found.values_list("account_id", flat=True))


def _check_day(
    people: Sequence[_OptOutKey], received_on: date, known: Mapping[_OptOutKey, date]
) -> None:
    for person in people:
        if known.get(person, received_on) != received_on:
            raise RowRefused(
                "received_on",
                f"This opt-out was already accepted as received on {known[person]}. "
                "Correct the row.",
            )


def _exclusion(matter: Matter, person: _OptOutKey, received_on: date, at: datetime) -> Exclusion:
    return Exclusion(
        matter=matter,
        external_ref=person[0],
        email_key=person[1],
        account_id=person[2],
        received_on=received_on,
        recorded_at=at,
    )


def _read_row(cells: Mapping[str, str], accounts: set[str]) -> tuple[list[_OptOutKey], date]:
    """Whom the row names, once for each of its e-mail addresses, and the day."""
    reference = cells["external_ref"].strip()
    emails = email_keys(cells["email"])
    account_id = cells["account_id"].strip()
    for column, fault in text_faults({"external_ref": reference, "email": cells["email"]}):
        raise RowRefused(column, fault)
    try:
        read_identifier(reference)
    except CellRefused as problem:
        raise RowRefused("external_ref", str(problem)) from None
    if cells["email"].strip() and not (emails or reference or account_id):
        raise RowRefused(
            "email", "No e-mail address of a person can be read in it. Correct it, or leave it out."
        )
    if not (reference or emails or account_id):
        raise RowRefused(
            "external_ref",
            "The row names nobody. Give external_ref, email or account_id.",
        )
    if account_id and account_id not in accounts:
        raise RowRefused("account_id", "The account is not in the class list. Correct it.")
    received = cells["received_on"].strip()
    if not received:
        raise RowRefused("received_on", "It is blank. Give the day the opt-out was received.")
    try:
        day = read_day(received)
    except CellRefused as problem:
        raise RowRefused("received_on", str(problem)) from None
    return [(reference, email, account_id) for email in emails or [""]], day
