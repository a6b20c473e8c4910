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
from claims.matching.addresses import email_key, email_keys
from claims.matching.keys import name_key, profile_key
from claims.records.archives.summary import ArchiveSummary, FileKind, ReceiptSaid


class Subject(StrEnum):
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


class Agreement(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT = "cannot"


class Why(StrEnum):
    """Why something cannot be compared."""

    NOT_IN_ARCHIVE = "not_in_archive"
    ARCHIVE_UNSURE = "archive_unsure"
    OTHER_PERIOD = "other_period"
    NOT_IN_RECORDS = "not_in_records"
    RECORDS_INCOMPLETE = "records_incomplete"


@dataclass(frozen=True)
class MessagesHeld:
    """Messages of the account in one month of the period, on one channel, in one direction."""

    month: str
    channel: str
    direction: str
    count: int


@dataclass(frozen=True)
class SubscriptionHeld:
    """A paid Premium subscription of the account; `ended_on` is exclusive, None still runs."""

    started_on: date
    ended_on: date | None
    amount_cents: int
    currency: str


@dataclass(frozen=True)
class RecordsSaid:
    """What the production holds of one account; `incomplete` names kinds that may lack rows."""

    messages: Sequence[MessagesHeld]
    subscriptions: Sequence[SubscriptionHeld]
    emails: Sequence[str]
    profile_url: str
    name: str
    created_on: date
    incomplete: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One subject: the values of both sides, for whoever puts them in words."""

    subject: Subject
    agreement: Agreement
    archive: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    why: Why | None = None


def compare(summary: ArchiveSummary, records: RecordsSaid, period: Period) -> list[Line]:
    """A line for each subject. Counts are of the period, sums of money and the rest of any time."""
    return [
        *_messages(summary, records, period),
        _premium(summary, records, period),
        _paid(summary, records),
        _emails(summary, records),
        _profile(summary, records),
        _name(summary, records),
        _opened(summary, records),
    ]


def _line(
    subject: Subject,
    archive: Mapping[str, Any],
    records: Mapping[str, Any],
    *,
    agrees: bool,
    hindered_by: Sequence[tuple[bool, Why]] = (),
) -> Line:
    """The line, which cannot be compared if anything hinders it."""
    for is_so, why in hindered_by:
        if is_so:
            shown = {} if why == Why.NOT_IN_ARCHIVE else archive
            return Line(subject, Agreement.CANNOT, shown, records, why)
    agreement = Agreement.AGREES if agrees else Agreement.DIFFERS
    return Line(subject, agreement, archive, records)


def _messages(summary: ArchiveSummary, records: RecordsSaid, period: Period) -> list[Line]:
    said = summary.messages.in_period
    held = Counter[str]()
    for row in records.messages:
        held[row.direction] += row.count
        held[row.channel] += row.count
    not_comparable = [
        (not summary.was_read(FileKind.MESSAGES), Why.NOT_IN_ARCHIVE),
        (summary.period != period, Why.OTHER_PERIOD),
        ("messages" in records.incomplete, Why.RECORDS_INCOMPLETE),
        # One without a date may lie in the period.
        (summary.messages.undated > 0, Why.ARCHIVE_UNSURE),
    ]
    one_way = [*not_comparable, (said.unknown > 0, Why.ARCHIVE_UNSURE)]
    total = sum(row.count for row in records.messages)
    ways = ((Subject.SENT, said.sent, "sent"), (Subject.RECEIVED, said.received, "received"))
    months = {row.month for row in records.messages}
    said_months = {month.month for month in summary.messages.months}
    return [
        _line(
            Subject.MESSAGES,
            {"count": said.total},
            {"count": total, "inmail": held["inmail"]},
            agrees=said.total == total,
            hindered_by=not_comparable,
        ),
        *(
            _line(
                subject,
                {"count": count, "unknown": said.unknown},
                {"count": held[way]},
                agrees=count == held[way],
                hindered_by=one_way,
            )
            for subject, count, way in ways
        ),
        _line(
            Subject.MONTHS,
            {"count": len(said_months)},
            {"count": len(months)},
            agrees=months == said_months,
            hindered_by=not_comparable,
        ),
    ]


def _premium(summary: ArchiveSummary, records: RecordsSaid, period: Period) -> Line:
    """Premium receipts of the period beside days of paid Premium in it. Money given back has no day
    of its own."""
    receipts = [
        receipt
        for receipt in summary.premium_receipts
        if receipt.paid_on is not None and receipt.paid_on in period and not receipt.is_refund
    ]
    days = sum(overlap_days(period, s.started_on, s.ended_on) for s in records.subscriptions)
    covered = sum(_is_covered(receipt, records) for receipt in receipts)
    return _line(
        Subject.PREMIUM,
        {"receipts": len(receipts), "covered": covered},
        {"days": days},
        agrees=bool(receipts) == bool(days) and covered == len(receipts),
        hindered_by=[
            *_no_receipts(summary, records),
            (
                any(r.paid_on is None and not r.is_refund for r in summary.premium_receipts),
                Why.ARCHIVE_UNSURE,
            ),
        ],
    )


def _is_covered(receipt: ReceiptSaid, records: RecordsSaid) -> bool:
    """Whether the receipt's day is one of a subscription, or the day before its first: a payment
    late in the evening is another day in another zone."""
    day = receipt.paid_on
    return day is not None and any(
        s.started_on - timedelta(days=1) <= day and (s.ended_on is None or day < s.ended_on)
        for s in records.subscriptions
    )


def _paid(summary: ArchiveSummary, records: RecordsSaid) -> Line:
    """What Premium cost, at any time, by currency."""
    said, held = Counter[str](), Counter[str]()
    for receipt in summary.premium_receipts:
        said[receipt.currency] += receipt.total_cents or 0
    for subscription in records.subscriptions:
        held[subscription.currency] += subscription.amount_cents
    is_unsure = any(r.total_cents is None or not r.currency for r in summary.premium_receipts)
    return _line(
        Subject.PAID,
        {"sums": sorted(said.items())},
        {"sums": sorted(held.items())},
        agrees=said == held,
        hindered_by=[*_no_receipts(summary, records), (is_unsure, Why.ARCHIVE_UNSURE)],
    )


def _no_receipts(summary: ArchiveSummary, records: RecordsSaid) -> list[tuple[bool, Why]]:
    return [
        (not summary.was_read(FileKind.RECEIPTS), Why.NOT_IN_ARCHIVE),
        (summary.more_receipts > 0, Why.ARCHIVE_UNSURE),
        ("subscriptions" in records.incomplete, Why.RECORDS_INCOMPLETE),
    ]


def _emails(summary: ArchiveSummary, records: RecordsSaid) -> Line:
    """Agrees if an address that the archive does not call unconfirmed is on file."""
    said = [email.address for email in summary.emails if email.is_confirmed is not False]
    on_file = set(email_keys(*records.emails))
    shared = sum(email_key(address) in on_file for address in said)
    return _line(
        Subject.EMAILS,
        {"count": len(said), "on_file": shared, "addresses": said},
        {"count": len(on_file), "addresses": list(records.emails)},
        agrees=shared > 0,
        hindered_by=[
            (not said, Why.NOT_IN_ARCHIVE),
            (not on_file, Why.NOT_IN_RECORDS),
        ],
    )


def _profile(summary: ArchiveSummary, records: RecordsSaid) -> Line:
    said, held = profile_key(summary.profile_url), profile_key(records.profile_url)
    return _line(
        Subject.PROFILE,
        {"text": summary.profile_url},
        {"text": records.profile_url},
        agrees=said == held,
        hindered_by=[(said is None, Why.NOT_IN_ARCHIVE), (held is None, Why.NOT_IN_RECORDS)],
    )


def _name(summary: ArchiveSummary, records: RecordsSaid) -> Line:
    text = f"{summary.first_name} {summary.last_name}".strip()
    said, held = name_key(text), name_key(records.name)
    return _line(
        Subject.NAME,
        {"text": text},
        {"text": records.name},
        agrees=said == held,
        hindered_by=[(said is None, Why.NOT_IN_ARCHIVE), (held is None, Why.NOT_IN_RECORDS)],
    )


def _opened(summary: ArchiveSummary, records: RecordsSaid) -> Line:
    """The day on which the account was opened; a day apart is another zone's day."""
    said = summary.registered_on
    return _line(
        Subject.OPENED,
        {"day": said},
        {"day": records.created_on},
        agrees=said is not None and abs((said - records.created_on).days) <= 1,
        hindered_by=[(said is None, Why.NOT_IN_ARCHIVE)],
    )
