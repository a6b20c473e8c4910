"""What an archive says beside what the records say: agrees, differs, or cannot be compared.

It proves nothing by itself. An archive lacks what its owner deleted, records may lack what was
refused, and neither says why the other differs: that is for a person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from claims.law.periods import Period, overlap_days
from claims.matching.email_addresses import email_key, email_keys
from claims.matching.keys import name_key, profile_key
from claims.records.archives.summary import ArchiveReceipt, ArchiveSummary, FileKind


class ComparedSubject(StrEnum):
    """What is compared, in the order of the table."""

    MESSAGES = "messages"
    SENT = "sent"
    RECEIVED = "received"
    MONTHS = "months"
    PREMIUM = "premium"
    PAID = "paid"
    EMAILS = "emails"
    PROFILE = "profile"
    NAME = "name"
    OPENED = "opened"


class ArchiveAgreement(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT = "cannot"


class Hindrance(StrEnum):
    """Why something cannot be compared."""

    NOT_IN_ARCHIVE = "not_in_archive"
    ARCHIVE_UNSURE = "archive_unsure"
    OTHER_PERIOD = "other_period"
    NOT_IN_RECORDS = "not_in_records"
    RECORDS_INCOMPLETE = "records_incomplete"


@dataclass(frozen=True)
class RecordedMessages:
    """Messages of the account in one month of the period, on one channel, in one direction."""

    month: str
    channel: str
    direction: str
    count: int


@dataclass(frozen=True)
class RecordedSubscription:
    """A paid Premium subscription of the account; `ended_on` is exclusive, None still runs."""

    started_on: date
    ended_on: date | None
    amount_cents: int
    currency: str


@dataclass(frozen=True)
class AccountRecords:
    """What the production holds of one account; `incomplete` names kinds that may lack rows."""

    messages: Sequence[RecordedMessages]
    subscriptions: Sequence[RecordedSubscription]
    emails: Sequence[str]
    profile_url: str
    name: str
    created_on: date
    incomplete: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ComparisonLine:
    """One subject: the values of both sides, for whoever puts them in words."""

    subject: ComparedSubject
    agreement: ArchiveAgreement
    archive: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    why: Hindrance | None = None


def compare_archive(
    summary: ArchiveSummary, records: AccountRecords, period: Period
) -> list[ComparisonLine]:
    """A line for each subject. Counts are of the period, sums of money and the rest of any time."""
    return [
        *_message_lines(summary, records, period),
        _premium_line(summary, records, period),
        _paid_line(summary, records),
        _emails_line(summary, records),
        _profile_line(summary, records),
        _name_line(summary, records),
        _opening_line(summary, records),
    ]


def _comparison_line(
    subject: ComparedSubject,
    archive: Mapping[str, Any],
    records: Mapping[str, Any],
    *,
    agrees: bool,
    hindered_by: Sequence[tuple[bool, Hindrance]] = (),
) -> ComparisonLine:
    """The line, which cannot be compared if anything hinders it."""
    for is_so, why in hindered_by:
        if is_so:
            shown = {} if why == Hindrance.NOT_IN_ARCHIVE else archive
            return ComparisonLine(subject, ArchiveAgreement.CANNOT, shown, records, why)
    agreement = ArchiveAgreement.AGREES if agrees else ArchiveAgreement.DIFFERS
    return ComparisonLine(subject, agreement, archive, records)


def _message_lines(
    summary: ArchiveSummary, records: AccountRecords, period: Period
) -> list[ComparisonLine]:
    said = summary.messages.in_period
    held = Counter[str]()
    for row in records.messages:
        held[row.direction] += row.count
        held[row.channel] += row.count
    not_comparable = [
        (not summary.was_read(FileKind.MESSAGES), Hindrance.NOT_IN_ARCHIVE),
        (summary.period != period, Hindrance.OTHER_PERIOD),
        ("messages" in records.incomplete, Hindrance.RECORDS_INCOMPLETE),
        # One without a date may lie in the period.
        (summary.messages.undated > 0, Hindrance.ARCHIVE_UNSURE),
    ]
    one_way = [*not_comparable, (said.unknown > 0, Hindrance.ARCHIVE_UNSURE)]
    total = sum(row.count for row in records.messages)
    ways = (
        (ComparedSubject.SENT, said.sent, "sent"),
        (ComparedSubject.RECEIVED, said.received, "received"),
    )
    months = {row.month for row in records.messages}
    said_months = {month.month for month in summary.messages.months}
    return [
        _comparison_line(
            ComparedSubject.MESSAGES,
            {"count": said.total},
            {"count": total, "inmail": held["inmail"]},
            agrees=said.total == total,
            hindered_by=not_comparable,
        ),
        *(
            _comparison_line(
                subject,
                {"count": count, "unknown": said.unknown},
                {"count": held[way]},
                agrees=count == held[way],
                hindered_by=one_way,
            )
            for subject, count, way in ways
        ),
        _comparison_line(
            ComparedSubject.MONTHS,
            {"count": len(said_months)},
            {"count": len(months)},
            agrees=months == said_months,
            hindered_by=not_comparable,
        ),
    ]


def _premium_line(
    summary: ArchiveSummary, records: AccountRecords, period: Period
) -> ComparisonLine:
    """Premium receipts of the period beside days of paid Premium in it. Money given back has no day
    of its own."""
    receipts = [
        receipt
        for receipt in summary.premium_receipts
        if receipt.paid_on is not None and receipt.paid_on in period and not receipt.is_refund
    ]
    days = sum(overlap_days(period, s.started_on, s.ended_on) for s in records.subscriptions)
    covered = sum(_is_covered(receipt, records) for receipt in receipts)
    return _comparison_line(
        ComparedSubject.PREMIUM,
        {"receipts": len(receipts), "covered": covered},
        {"days": days},
        agrees=bool(receipts) == bool(days) and covered == len(receipts),
        hindered_by=[
            *_receipt_hindrances(summary, records),
            (
                any(r.paid_on is None and not r.is_refund for r in summary.premium_receipts),
                Hindrance.ARCHIVE_UNSURE,
            ),
        ],
    )


def _is_covered(receipt: ArchiveReceipt, records: AccountRecords) -> bool:
    """Whether the receipt's day is one of a subscription, or the day before its first: a payment
    late in the evening is another day in another zone."""
    day = receipt.paid_on
    return day is not None and any(
        s.started_on - timedelta(days=1) <= day and (s.ended_on is None or day < s.ended_on)
        for s in records.subscriptions
    )


def _paid_line(summary: ArchiveSummary, records: AccountRecords) -> ComparisonLine:
    """What Premium cost, at any time, by currency."""
    said, held = Counter[str](), Counter[str]()
    for receipt in summary.premium_receipts:
        said[receipt.currency] += receipt.total_cents or 0
    for subscription in records.subscriptions:
        held[subscription.currency] += subscription.amount_cents
    is_unsure = any(r.total_cents is None or not r.currency for r in summary.premium_receipts)
    return _comparison_line(
        ComparedSubject.PAID,
        {"sums": sorted(said.items())},
        {"sums": sorted(held.items())},
        agrees=said == held,
        hindered_by=[*_receipt_hindrances(summary, records), (is_unsure, Hindrance.ARCHIVE_UNSURE)],
    )


def _receipt_hindrances(
    summary: ArchiveSummary, records: AccountRecords
) -> list[tuple[bool, Hindrance]]:
    return [
        (not summary.was_read(FileKind.RECEIPTS), Hindrance.NOT_IN_ARCHIVE),
        (summary.more_receipts > 0, Hindrance.ARCHIVE_UNSURE),
        ("subscriptions" in records.incomplete, Hindrance.RECORDS_INCOMPLETE),
    ]


def _emails_line(summary: ArchiveSummary, records: AccountRecords) -> ComparisonLine:
    """Agrees if an address that the archive does not call unconfirmed is on file."""
    said = [email.address for email in summary.emails if email.is_confirmed is not False]
    on_file = set(email_keys(*records.emails))
    shared = sum(email_key(address) in on_file for address in said)
    return _comparison_line(
        ComparedSubject.EMAILS,
        {"count": len(said), "on_file": shared, "addresses": said},
        {"count": len(on_file), "addresses": list(records.emails)},
        agrees=shared > 0,
        hindered_by=[
            (not said, Hindrance.NOT_IN_ARCHIVE),
            (not on_file, Hindrance.NOT_IN_RECORDS),
        ],
    )


def _profile_line(summary: ArchiveSummary, records: AccountRecords) -> ComparisonLine:
    said, held = profile_key(summary.profile_url), profile_key(records.profile_url)
    return _comparison_line(
        ComparedSubject.PROFILE,
        {"text": summary.profile_url},
        {"text": records.profile_url},
        agrees=said == held,
        hindered_by=[
            (said is None, Hindrance.NOT_IN_ARCHIVE),
            (held is None, Hindrance.NOT_IN_RECORDS),
        ],
    )


def _name_line(summary: ArchiveSummary, records: AccountRecords) -> ComparisonLine:
    text = f"{summary.first_name} {summary.last_name}".strip()
    said, held = name_key(text), name_key(records.name)
    return _comparison_line(
        ComparedSubject.NAME,
        {"text": text},
        {"text": records.name},
        agrees=said == held,
        hindered_by=[
            (said is None, Hindrance.NOT_IN_ARCHIVE),
            (held is None, Hindrance.NOT_IN_RECORDS),
        ],
    )


def _opening_line(summary: ArchiveSummary, records: AccountRecords) -> ComparisonLine:
    """The day on which the account was opened; a day apart is another zone's day."""
    said = summary.registered_on
    return _comparison_line(
        ComparedSubject.OPENED,
        {"day": said},
        {"day": records.created_on},
        agrees=said is not None and abs((said - records.created_on).days) <= 1,
        hindered_by=[(said is None, Hindrance.NOT_IN_ARCHIVE)],
    )
