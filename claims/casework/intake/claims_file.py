"""A file of claims, row by row: each becomes a claim, repeats one, or is refused with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from claims.audit import Actor
from claims.casework.intake.claim_creation import (
    CannotSubmit,
    Receipt,
    Submission,
    submit_many,
    text_faults,
)
from claims.casework.intake.file_cells import (
    CellRefused,
    read_choice,
    read_country,
    read_day,
    read_identifier,
    read_moment,
    read_yes_or_no,
)
from claims.casework.intake.file_rows import (
    Cells,
    FileReport,
    Progress,
    RowRefused,
    Taken,
    import_rows,
)
from claims.casework.intake.refusal_file import RefusalFile
from claims.models import Channel, Matter, Medium
from claims.records.row_files import Form, TableReader, open_table

REQUIRED = (
    *("external_ref", "filed_at", "first_name", "last_name", "email", "profile_url", "street"),
    *("city", "state", "postal_code", "country", "signed"),
)
BIRTH_DATE = ("birth_date", "date_of_birth", "birth_year")
"""What a column with the date of birth may be called; the first that is not blank counts."""
OPTIONAL = ("medium", "postmarked_on", "notice_id", "phone", "payment_destination", *BIRTH_DATE)
_TEXTS = (
    *("external_ref", "first_name", "last_name", "email", "profile_url", "street", "city"),
    *("state", "postal_code", "notice_id", "phone", "payment_destination", *BIRTH_DATE),
)
_FORMS: Mapping[str, Form] = {
    "external_ref": Form.IDENTIFIER,
    "filed_at": Form.MOMENT,
    "postmarked_on": Form.DAY,
    **dict.fromkeys(("country", "signed", "medium"), Form.VALUE),
}


def import_claims(
    matter: Matter,
    path: Path,
    *,
    refusals: Path,
    actor: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> FileReport:
    """Take in a claims file. Rows are committed in batches; importing again repeats them.

    Refused rows go to the CSV `refusals`. Raises FileRefused before anything is written when the
    file as a whole cannot be taken.
    """
    # To its end first: a file that is damaged further down is refused before a row is taken in.
    for _ in _open_claims_file(path):
        pass
    reader = _open_claims_file(path)

    def take(rows: Sequence[Cells]) -> list[Taken | RowRefused]:
        read = [_submission_or_refusal(cells) for cells in rows]
        good = [each for each in read if not isinstance(each, RowRefused)]
        results = submit_many(
            matter,
            [(submission.external_ref, submission) for submission in good],
            channel=Channel.BULK,
            actor=actor,
            at=at,
        )
        answers = iter([_answer(result) for result in results])
        return [each if isinstance(each, RowRefused) else next(answers) for each in read]

    with RefusalFile(refusals, reader.name) as refusal_file:
        return import_rows(reader, refusal_file, take, progress)


def _open_claims_file(path: Path) -> TableReader:
    return open_table(path, REQUIRED, OPTIONAL, exact=("external_ref",), forms=_FORMS)


def _answer(result: Receipt | CannotSubmit) -> Taken | RowRefused:
    if isinstance(result, CannotSubmit):
        return RowRefused("external_ref", str(result))
    return Taken.REPEATED if result.repeated else Taken.ACCEPTED


def _submission_or_refusal(cells: Mapping[str, str]) -> Submission | RowRefused:
    try:
        return read_submission(cells)
    except RowRefused as refused:
        return refused


def read_submission(cells: Mapping[str, str]) -> Submission:
    """One row as a submission. Raises RowRefused with the first cell at fault, in file order."""
    trimmed = {column: cell.strip() for column, cell in cells.items()}
    reference = trimmed["external_ref"]
    if not reference:
        raise RowRefused("external_ref", "It is blank. Give each claim a reference of its own.")
    for column, fault in text_faults({name: trimmed[name] for name in _TEXTS}):
        raise RowRefused(column, fault)
    column = "external_ref"
    try:
        read_identifier(reference)
        column = "filed_at"
        if not trimmed["filed_at"]:
            raise CellRefused("It is blank. Say when the claim was filed: 2026-03-02T08:38:11Z.")
        filed_at = read_moment(trimmed["filed_at"])
        column = "country"
        country = read_country(trimmed["country"]) if trimmed["country"] else ""
        column = "signed"
        if not trimmed["signed"]:
            raise CellRefused("It is blank. Write yes or no.")
        signed = read_yes_or_no(trimmed["signed"])
        column = "medium"
        medium = Medium(read_choice(trimmed["medium"] or "bulk", tuple(Medium.values)))
        column = "postmarked_on"
        postmark = trimmed["postmarked_on"]
        postmarked_on = read_day(postmark) if postmark else None
    except CellRefused as refused:
        raise RowRefused(column, str(refused)) from None
    return Submission(
        external_ref=reference,
        filed_at=filed_at,
        medium=medium,
        postmarked_on=postmarked_on,
        first_name=trimmed["first_name"],
        last_name=trimmed["last_name"],
        email=trimmed["email"],
        phone=trimmed["phone"],
        profile_url=trimmed["profile_url"],
        notice_id=trimmed["notice_id"],
        payment_destination=trimmed["payment_destination"],
        street=trimmed["street"],
        city=trimmed["city"],
        state=trimmed["state"],
        postal_code=trimmed["postal_code"],
        country=country,
        birth_date=next((trimmed[name] for name in BIRTH_DATE if trimmed[name]), ""),
        signed=signed,
    )
