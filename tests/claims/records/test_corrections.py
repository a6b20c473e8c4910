"""A correction replaces held rows by key, in a new production; the old one stays as it was."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.models import Account, AccountKey, Event, EventKind, Matter
from claims.records.lookup import account_rows, check_hashes
from claims.records.production_import import ImportReport, KindReport, import_production
from tests.claims.records.production_files import (
    Row,
    account,
    message,
    subscription,
    write_kind,
)
from tests.claims.records.test_production_import import refusals_listed, rows_of

pytestmark = pytest.mark.one_engine

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def import_rows(
    matter: Matter, folder: Path, *, corrects: bool = False, **kinds: Sequence[Row]
) -> ImportReport:
    files = {kind: write_kind(folder, kind, rows) for kind, rows in kinds.items()}
    return import_production(matter, files, at=AT, corrects=corrects)


def numbers(report: KindReport) -> tuple[int, int | None, int, int]:
    assert report.accepted + report.repeated + report.refused == report.rows
    return report.accepted, report.replaced, report.repeated, report.refused


@pytest.mark.parametrize(
    ("rows", "expected", "kept"),
    [
        pytest.param(
            [message(channel="message")], (1, 1, 0, 0), [("X1", "message")], id="other values"
        ),
        pytest.param([message()], (0, 0, 1, 0), [("X1", "inmail")], id="the same values"),
        pytest.param(
            [message(message_id="X2")],
            (1, 0, 0, 0),
            [("X1", "inmail"), ("X2", "inmail")],
            id="a key that is not held",
        ),
        pytest.param(
            [message(channel="message"), message(channel="message")],
            (1, 1, 1, 0),
            [("X1", "message")],
            id="a correction twice",
        ),
        pytest.param(
            [message(channel="message"), message()],
            (1, 1, 0, 1),
            [("X1", "message")],
            id="a correction, then what was held",
        ),
        pytest.param(
            [message(), message(channel="message")],
            (0, 0, 1, 1),
            [("X1", "inmail")],
            id="what was held, then a correction",
        ),
        pytest.param(
            [message(channel="fax")], (0, 0, 0, 1), [("X1", "inmail")], id="a row with a fault"
        ),
        pytest.param(
            [message(channel="fax"), message(channel="message")],
            (1, 1, 0, 1),
            [("X1", "message")],
            id="a row with a fault, then a correction",
        ),
    ],
)
def test_the_first_good_row_of_a_key_repeats_the_row_held_or_replaces_it(
    matter: Matter,
    data_dir: Path,
    tmp_path: Path,
    rows: list[Row],
    expected: tuple[int, int, int, int],
    kept: list[tuple[str, str]],
) -> None:
    import_rows(matter, tmp_path, accounts=[account()], messages=[message()])

    report = import_rows(matter, tmp_path, corrects=True, messages=rows)

    assert numbers(report.kinds["messages"]) == expected
    assert rows_of(report.production, "messages", "message_id, channel") == kept


def test_a_row_that_contradicts_a_correction_is_told_its_line(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()], messages=[message()])

    rows = [message(channel="message"), message(direction="received")]
    report = import_rows(matter, tmp_path, corrects=True, messages=rows)

    assert refusals_listed(report, "messages")[0][3] == (
        '"X1" was already accepted on line 2 with another channel, direction. '
        "Give the row another message_id, or the same values."
    )


def test_the_production_that_is_corrected_stays_as_it_was(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    kinds = {"accounts": [account()], "subscriptions": [subscription()], "messages": [message()]}
    first = import_rows(matter, tmp_path, **kinds).production

    second = import_rows(
        matter, tmp_path, corrects=True, subscriptions=[subscription(amount_paid="1.00")]
    ).production

    check_hashes(first)
    check_hashes(second)
    assert rows_of(first, "subscriptions", "amount_cents") == [(2999,)]
    assert rows_of(second, "subscriptions", "amount_cents") == [(100,)]
    assert second.hashes["messages.parquet"] == first.hashes["messages.parquet"]


def test_a_corrected_row_may_go_to_another_account(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    accounts = [account(), account(account_id="A2")]
    import_rows(matter, tmp_path, accounts=accounts, messages=[message()])

    report = import_rows(matter, tmp_path, corrects=True, messages=[message(account_id="A2")])

    assert account_rows(report.production, "A1").messages == []
    assert [each.count for each in account_rows(report.production, "A2").messages] == [1]


def test_a_corrected_account_reaches_the_class_list_and_its_keys(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    other = account(account_id="A2", email="other@example.org", profile_url="")
    import_rows(matter, tmp_path, accounts=[account(), other])
    before = Account.objects.get(account_id="A1")

    corrected = account(
        email="new@example.org", profile_url="", closed_on="2024-01-01", last_name="Diaz"
    )
    report = import_rows(matter, tmp_path, corrects=True, accounts=[corrected, other])

    assert numbers(report.kinds["accounts"]) == (1, 1, 1, 0)
    after = Account.objects.get(account_id="A1")
    assert (after.pk, after.last_name, str(after.closed_on)) == (before.pk, "Diaz", "2024-01-01")
    assert set(AccountKey.objects.values_list("account__account_id", "value")) == {
        ("A1", "new@example.org"),
        ("A2", "other@example.org"),
    }


def test_messages_may_name_an_account_that_the_same_correction_replaces(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()])

    report = import_rows(
        matter,
        tmp_path,
        corrects=True,
        accounts=[account(last_name="Diaz")],
        messages=[message(), message(message_id="X2")],
    )

    assert numbers(report.kinds["messages"]) == (2, 0, 0, 0)


def test_a_row_once_refused_for_its_key_leaves_the_record_when_it_corrects(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    row = message(channel="message")
    import_rows(matter, tmp_path, accounts=[account()], messages=[message()])
    refused = import_rows(matter, tmp_path, messages=[row]).production

    corrected = import_rows(matter, tmp_path, corrects=True, messages=[row]).production

    assert (refused.counts["refused"], corrected.counts["refused"]) == (1, 0)


def test_a_correction_of_nothing_changes_nothing(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first = import_rows(matter, tmp_path, accounts=[account()], messages=[message()])

    again = import_rows(matter, tmp_path, corrects=True, messages=[message()])

    assert (again.is_new, again.production) == (False, first.production)


def test_a_first_import_may_be_called_a_correction(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    report = import_rows(matter, tmp_path, corrects=True, accounts=[account()])

    assert numbers(report.kinds["accounts"]) == (1, 0, 0, 0)


def test_report_and_trail_say_how_many_were_replaced_only_of_a_correction(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()], messages=[message()])
    rows = [message(channel="message"), message(message_id="X2")]

    report = import_rows(matter, tmp_path, corrects=True, messages=rows)

    said = json.loads(json.dumps(report.as_json()))
    assert (said["messages"]["accepted"], said["messages"]["replaced"]) == (2, 1)
    plain, correcting = Event.objects.filter(kind=EventKind.PRODUCTION_IMPORTED).order_by("id")
    assert "replaced" not in plain.data
    assert correcting.data["replaced"] == {"messages": 1}
