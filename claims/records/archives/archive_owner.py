"""Who the archive says it is of: Email Addresses.csv, Profile.csv, Registration.csv."""

from collections.abc import Iterable, Mapping
from datetime import date

from claims.records.archives import limits
from claims.records.archives.archive_tables import LOST, Columns
from claims.records.archives.dates import read_day
from claims.records.archives.short_texts import short_text
from claims.records.archives.summary import ArchiveEmail

EMAIL_COLUMNS: Columns = {
    "address": ("email address", "e-mail address", "email"),
    "confirmed?": ("confirmed",),
    "primary?": ("primary", "is primary"),
}
PROFILE_COLUMNS: Columns = {
    "first": ("first name",),
    "last": ("last name",),
    "address?": ("public profile url", "profile url"),
}
REGISTRATION_COLUMNS: Columns = {
    "registered": ("registered at", "registered on", "registration date")
}
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
_LONGEST_ADDRESS = 254

Rows = Iterable[Mapping[str, str]]


def email_addresses(rows: Rows) -> tuple[ArchiveEmail, ...]:
    """The e-mail addresses, each once."""
    found: dict[str, ArchiveEmail] = {}
    for row in rows:
        address = short_text(row["address"])
        if (
            "@" in address
            and LOST not in address
            and len(address) <= _LONGEST_ADDRESS
            and len(found) < limits.MOST_EMAILS
        ):
            found.setdefault(
                address.casefold(),
                ArchiveEmail(address, _yes_or_no(row, "confirmed"), _yes_or_no(row, "primary")),
            )
    return tuple(found.values())


def profile_fields(rows: Rows) -> tuple[str, str, str]:
    """First name, last name and profile address, "" where it does not say.

    Half a name is another person's: if one of the two cannot be read, neither is given.
    """
    for row in rows:
        names = short_text(row["first"]), short_text(row["last"])
        address = short_text(row.get("address", ""))
        first, last = ("", "") if any(LOST in name for name in names) else names
        return first, last, "" if LOST in address else address
    return "", "", ""


def registration_day(rows: Rows) -> date | None:
    """The day on which the account was opened."""
    return next((read_day(row["registered"]) for row in rows), None)


def _yes_or_no(row: Mapping[str, str], name: str) -> bool | None:
    return _ANSWERS.get(row.get(name, "").casefold())
