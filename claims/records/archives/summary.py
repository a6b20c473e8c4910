"""What an archive says: all that is ever kept of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from claims.law.periods import Period
from claims.records.archives.dates import Undated


class FileKind(StrEnum):
    """The files that are read, by the name that LinkedIn gives them."""

    MESSAGES = "messages.csv"
    RECEIPTS = "Receipts_v2.csv"
    EMAILS = "Email Addresses.csv"
    PROFILE = "Profile.csv"
    REGISTRATION = "Registration.csv"


class FileState(StrEnum):
    READ = "read"
    NOT_THERE = "not_there"
    NOT_UNDERSTOOD = "not_understood"


class FileFault(StrEnum):
    """Why a file that is there was not understood."""

    NOT_UTF8 = "not_utf8"
    NOT_TEXT = "not_text"
    NO_HEADER = "no_header"
    TOO_WIDE = "too_wide"
    BROKEN = "broken"
    TWICE = "twice"


@dataclass(frozen=True)
class ArchiveFile:
    """What became of one of the files."""

    kind: FileKind
    state: FileState
    why: FileFault | None = None
    odd_rows: int = 0
    """Rows in which a cell that we need has a byte that is no text; that cell is unknown."""


@dataclass(frozen=True)
class ArchiveMonth:
    """Messages of one calendar month, as far as it lies in the period."""

    month: str
    sent: int = 0
    received: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.received + self.unknown


@dataclass(frozen=True)
class UndatedCount:
    """How many messages have no day for this reason."""

    why: Undated
    count: int


@dataclass(frozen=True)
class ArchiveMessages:
    """Messages at any time, and inside the period by month. The archive does not say which of them
    were InMail. `unknown`: it cannot be told who sent them. Drafts are not among them."""

    sent: int = 0
    received: int = 0
    unknown: int = 0
    undated: int = 0
    drafts: int = 0
    first_on: date | None = None
    last_on: date | None = None
    months: tuple[ArchiveMonth, ...] = ()
    undated_by: tuple[UndatedCount, ...] = ()
    """The undated ones by reason; empty in what was read before reasons were counted."""

    @property
    def total(self) -> int:
        return self.sent + self.received + self.unknown

    @property
    def in_period(self) -> ArchiveMonth:
        """The months added up; its own month is blank."""
        return ArchiveMonth(
            "",
            sum(month.sent for month in self.months),
            sum(month.received for month in self.months),
            sum(month.unknown for month in self.months),
        )


@dataclass(frozen=True)
class ArchiveReceipt:
    """One receipt. None is unknown: a day or an amount that could not be read."""

    paid_on: date | None
    description: str
    total_cents: int | None
    currency: str
    is_premium: bool

    @property
    def is_refund(self) -> bool:
        """Whether money was given back."""
        return self.total_cents is not None and self.total_cents < 0


@dataclass(frozen=True)
class ArchiveEmail:
    """An e-mail address of the account; None where the archive does not say."""

    address: str
    is_confirmed: bool | None = None
    is_primary: bool | None = None


@dataclass(frozen=True)
class ArchiveSummary:
    """Dates, counts and amounts, and who the archive says it is of. Never what anybody wrote, and
    of other people nothing at all."""

    period: Period
    files: tuple[ArchiveFile, ...]
    messages: ArchiveMessages = ArchiveMessages()
    receipts: tuple[ArchiveReceipt, ...] = ()
    more_receipts: int = 0
    emails: tuple[ArchiveEmail, ...] = ()
    first_name: str = ""
    last_name: str = ""
    profile_url: str = ""
    registered_on: date | None = None

    def file(self, kind: FileKind) -> ArchiveFile:
        """What became of a file."""
        return next(file for file in self.files if file.kind == kind)

    def was_read(self, kind: FileKind) -> bool:
        """Whether what the summary says of this file is all that the file says."""
        return self.file(kind).state == FileState.READ

    @property
    def premium_receipts(self) -> tuple[ArchiveReceipt, ...]:
        return tuple(receipt for receipt in self.receipts if receipt.is_premium)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column, whose hash goes into the trail."""
        plain: dict[str, Any] = _plain_value(asdict(self))
        return plain

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The summary that `as_json` wrote."""
        values = {field.name: kept[field.name] for field in fields(cls)}
        values["period"] = Period(*(date.fromisoformat(kept["period"][k]) for k in _ENDS))
        values["files"] = tuple(
            ArchiveFile(
                FileKind(f["kind"]),
                FileState(f["state"]),
                f["why"] and FileFault(f["why"]),
                f.get("odd_rows", 0),
            )
            for f in kept["files"]
        )
        messages = kept["messages"]
        values["messages"] = ArchiveMessages(
            **messages
            | {
                "first_on": _day(messages["first_on"]),
                "last_on": _day(messages["last_on"]),
                "months": tuple(ArchiveMonth(**month) for month in messages["months"]),
                "undated_by": tuple(
                    UndatedCount(Undated(said["why"]), said["count"])
                    for said in messages.get("undated_by", ())
                ),
            }
        )
        values["receipts"] = tuple(
            ArchiveReceipt(**receipt | {"paid_on": _day(receipt["paid_on"])})
            for receipt in kept["receipts"]
        )
        values["emails"] = tuple(ArchiveEmail(**email) for email in kept["emails"])
        values["registered_on"] = _day(kept["registered_on"])
        return cls(**values)


_ENDS = ("start", "end")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
