"""An archive beside the records: agrees, differs, or cannot be compared and why."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from claims.law.periods import Period
from claims.records.archives import (
    ArchiveEmail,
    ArchiveFile,
    ArchiveMessages,
    ArchiveMonth,
    ArchiveReceipt,
    ArchiveSummary,
    FileKind,
    FileState,
)
from claims.records.archives.archive_comparison import (
    AccountRecords,
    ComparedSubject,
    RecordedMessages,
    RecordedSubscription,
    compare_archive,
)
from tests.claims.records.archives.zips import ANA, PERIOD

READ = tuple(ArchiveFile(kind, FileState.READ) for kind in FileKind)
RECEIPT = ArchiveReceipt(date(2023, 1, 1), "LinkedIn Premium", 2999, "USD", is_premium=True)
SUMMARY = ArchiveSummary(
    period=PERIOD,
    files=READ,
    messages=ArchiveMessages(sent=3, received=2, months=(ArchiveMonth("2023-01", 2, 1),)),
    receipts=(RECEIPT,),
    emails=(ArchiveEmail("Ana@Example.org", is_confirmed=True),),
    first_name="Ana",
    last_name="DÍAZ",
    profile_url=ANA,
    registered_on=date(2012, 9, 14),
)
SUBSCRIPTION = RecordedSubscription(date(2023, 1, 1), date(2023, 2, 1), 2999, "USD")
RECORDS = AccountRecords(
    messages=[
        RecordedMessages("2023-01", "inmail", "sent", 1),
        RecordedMessages("2023-01", "message", "sent", 1),
        RecordedMessages("2023-01", "message", "received", 1),
    ],
    subscriptions=[SUBSCRIPTION],
    emails=["ana@example.org"],
    profile_url="https://linkedin.com/in/Ana-Diaz/",
    name="Ana Díaz",
    created_on=date(2012, 9, 13),
)


def results(summary: ArchiveSummary, records: AccountRecords, period: Period = PERIOD):
    return {
        line.subject: f"{line.agreement}{': ' + line.why if line.why else ''}"
        for line in compare_archive(summary, records, period)
    }


def without(kind: FileKind) -> tuple[ArchiveFile, ...]:
    return tuple(
        ArchiveFile(file.kind, FileState.NOT_THERE) if file.kind == kind else file for file in READ
    )


def test_an_archive_that_says_what_the_records_say_agrees_in_everything():
    assert results(SUMMARY, RECORDS) == dict.fromkeys(ComparedSubject, "agrees")


MESSAGE_LINES = {
    ComparedSubject.MESSAGES,
    ComparedSubject.SENT,
    ComparedSubject.RECEIVED,
    ComparedSubject.MONTHS,
}
MONEY_LINES = {ComparedSubject.PREMIUM, ComparedSubject.PAID}


@pytest.mark.parametrize(
    ("said", "held", "subjects", "result"),
    [
        pytest.param(
            {"messages": ArchiveMessages(months=(ArchiveMonth("2023-01", 1, 1),))},
            {},
            {ComparedSubject.MESSAGES, ComparedSubject.SENT},
            "differs",
            id="a message deleted",
        ),
        pytest.param(
            {"messages": ArchiveMessages(months=(ArchiveMonth("2023-02", 2, 1),))},
            {},
            {ComparedSubject.MONTHS},
            "differs",
            id="in other months",
        ),
        pytest.param(
            {"messages": ArchiveMessages(months=(ArchiveMonth("2023-01", 1, 1, 1),))},
            {},
            {ComparedSubject.SENT, ComparedSubject.RECEIVED},
            "cannot: archive_unsure",
            id="one whose way is unknown",
        ),
        pytest.param(
            {"messages": replace(SUMMARY.messages, undated=1)},
            {},
            MESSAGE_LINES,
            "cannot: archive_unsure",
            id="one without a date",
        ),
        pytest.param(
            {"files": without(FileKind.MESSAGES)},
            {},
            MESSAGE_LINES,
            "cannot: not_in_archive",
            id="an archive without messages.csv",
        ),
        pytest.param(
            {"period": Period(date(2020, 1, 1), PERIOD.end)},
            {},
            MESSAGE_LINES,
            "cannot: other_period",
            id="a plan whose period changed",
        ),
        pytest.param(
            {},
            {"incomplete": frozenset({"messages"})},
            MESSAGE_LINES,
            "cannot: records_incomplete",
            id="messages refused",
        ),
        pytest.param(
            {"receipts": ()}, {}, MONEY_LINES, "differs", id="no receipt for a subscription"
        ),
        pytest.param({}, {"subscriptions": []}, MONEY_LINES, "differs", id="no subscription"),
        pytest.param(
            {"receipts": (RECEIPT, replace(RECEIPT, paid_on=date(2023, 6, 1), total_cents=-500))},
            {},
            {ComparedSubject.PAID},
            "differs",
            id="money given back on another day",
        ),
        pytest.param(
            {"receipts": (RECEIPT, replace(RECEIPT, paid_on=None, total_cents=-500))},
            {},
            {ComparedSubject.PAID},
            "differs",
            id="money given back on a day that nobody knows",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, total_cents=-2999),)},
            {},
            MONEY_LINES,
            "differs",
            id="money given back alone",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, paid_on=date(2023, 2, 1)),)},
            {},
            {ComparedSubject.PREMIUM},
            "differs",
            id="paid on the day on which the subscription had ended",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, paid_on=date(2022, 12, 31)),)},
            {},
            set(),
            "agrees",
            id="paid on the evening before",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, paid_on=date(2022, 12, 30)),)},
            {},
            {ComparedSubject.PREMIUM},
            "differs",
            id="paid two days before",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, total_cents=3000),)},
            {},
            {ComparedSubject.PAID},
            "differs",
            id="a cent more",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, currency="EUR"),)},
            {},
            {ComparedSubject.PAID},
            "differs",
            id="in another currency",
        ),
        pytest.param(
            {"receipts": (replace(RECEIPT, total_cents=None),)},
            {},
            {ComparedSubject.PAID},
            "cannot: archive_unsure",
            id="an amount that cannot be read",
        ),
        pytest.param(
            {"files": without(FileKind.RECEIPTS)},
            {},
            MONEY_LINES,
            "cannot: not_in_archive",
            id="an archive without receipts",
        ),
        pytest.param(
            {"more_receipts": 1}, {}, MONEY_LINES, "cannot: archive_unsure", id="too many receipts"
        ),
        pytest.param(
            {},
            {"incomplete": frozenset({"subscriptions"})},
            MONEY_LINES,
            "cannot: records_incomplete",
            id="subscriptions refused",
        ),
        pytest.param(
            {"emails": (ArchiveEmail("ana@example.org", is_confirmed=False),)},
            {},
            {ComparedSubject.EMAILS},
            "cannot: not_in_archive",
            id="an address that was never confirmed",
        ),
        pytest.param(
            {"emails": (ArchiveEmail("x@example.org"),)},
            {},
            {ComparedSubject.EMAILS},
            "differs",
            id="another address",
        ),
        pytest.param(
            {},
            {"emails": []},
            {ComparedSubject.EMAILS},
            "cannot: not_in_records",
            id="no address on file",
        ),
        pytest.param(
            {"profile_url": ""},
            {},
            {ComparedSubject.PROFILE},
            "cannot: not_in_archive",
            id="no profile address in the archive",
        ),
        pytest.param(
            {"profile_url": ANA + "-2"},
            {},
            {ComparedSubject.PROFILE},
            "differs",
            id="another profile",
        ),
        pytest.param(
            {}, {"name": ""}, {ComparedSubject.NAME}, "cannot: not_in_records", id="no name on file"
        ),
        pytest.param(
            {"first_name": "Eva"}, {}, {ComparedSubject.NAME}, "differs", id="another name"
        ),
        pytest.param(
            {"registered_on": date(2012, 9, 15)},
            {},
            {ComparedSubject.OPENED},
            "differs",
            id="opened two days apart",
        ),
        pytest.param(
            {"registered_on": None},
            {},
            {ComparedSubject.OPENED},
            "cannot: not_in_archive",
            id="no day of opening",
        ),
    ],
)
def test_one_thing_that_is_not_the_same(
    said: dict[str, Any], held: dict[str, Any], subjects: set[ComparedSubject], result: str
):
    found = results(replace(SUMMARY, **said), replace(RECORDS, **held))

    assert found == dict.fromkeys(ComparedSubject, "agrees") | dict.fromkeys(subjects, result)
