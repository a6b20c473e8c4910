"""An import joins what is held: accepted once, repeated when it comes again, refused for good."""

import csv
import json
import stat
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claims.audit.trail_check import check_trail
from claims.models import Account, AccountKey, Event, EventKind, Matter, Production
from claims.records.import_folder import CannotImport, open_import_folder
from claims.records.lookup import ProductionAltered, production_folder
from claims.records.production_import import ImportReport, KindReport, import_production
from claims.records.row_files import FileRefused
from tests.claims.records.matters import open_matter
from tests.claims.records.production_files import (
    Row,
    account,
    judge,
    message,
    subscription,
    write_csv,
    write_kind,
)
from tests.examples import examples

pytestmark = pytest.mark.one_engine

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def import_rows(
    matter: Matter, folder: Path, *, incomplete: Sequence[str] = (), **kinds: Sequence[Row]
) -> ImportReport:
    files = {kind: write_kind(folder, kind, rows) for kind, rows in kinds.items()}
    return import_production(matter, files, at=AT, incomplete=incomplete)


def numbers(report: KindReport) -> tuple[int, int, int, int]:
    return report.rows, report.accepted, report.repeated, report.refused


def rows_of(production: Production, name: str, columns: str = "*") -> list[tuple[object, ...]]:
    path = production_folder(production) / f"{name}.parquet"
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()  # noqa: S608


def refused_accounts(production: Production) -> list[tuple[object, ...]]:
    return rows_of(production, "refused", "kind, account_id")


def test_the_first_import_keeps_typed_rows_sorted_by_account(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    report = import_rows(
        matter,
        tmp_path,
        accounts=[account(account_id="B"), account(account_id="A", closed_on="2024-05-06")],
        subscriptions=[
            subscription(subscription_id="S2", account_id="B", amount_paid="$1,029.99"),
            subscription(subscription_id="S3", account_id="A", ended_on="", is_trial="true"),
            subscription(subscription_id="S1", account_id="B"),
        ],
        messages=[message(account_id="A", sent_at="2024-01-01T02:00:00.5+02:00")],
    )

    production = report.production
    assert report.is_new
    assert (production.number, production.received_at, production.incomplete_kinds) == (1, AT, [])
    assert production.counts == {"accounts": 2, "subscriptions": 3, "messages": 1, "refused": 0}
    assert production.folder == "matters/linkedin-inmail/productions/1"
    assert rows_of(production, "accounts", "account_id, created_on, closed_on, other_emails") == [
        ("A", date(2020, 1, 1), date(2024, 5, 6), None),
        ("B", date(2020, 1, 1), None, None),
    ]
    assert rows_of(production, "subscriptions") == [
        ("S3", "A", "premium_career", date(2023, 1, 1), None, 2999, "USD", True, None),
        ("S1", "B", "premium_career", date(2023, 1, 1), date(2023, 2, 1), 2999, "USD", False, None),
        (
            "S2",
            "B",
            "premium_career",
            date(2023, 1, 1),
            date(2023, 2, 1),
            102999,
            "USD",
            False,
            None,
        ),
    ]
    assert rows_of(production, "messages") == [
        ("X1", "A", "inmail", "sent", datetime(2024, 1, 1, 0, 0, 0, 500000), None)
    ]


def test_the_columns_on_disk_have_the_types_that_the_calculator_expects(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    production = import_rows(matter, tmp_path, accounts=[account()]).production

    types = {
        name: {
            field.name: str(field.type)
            for field in pq.read_schema(production_folder(production) / f"{name}.parquet")
        }
        for name in ("subscriptions", "messages", "refused")
    }

    assert types["subscriptions"] == {
        "subscription_id": "string",
        "account_id": "string",
        "product": "string",
        "started_on": "date32[day]",
        "ended_on": "date32[day]",
        "amount_cents": "int64",
        "currency": "string",
        "is_trial": "bool",
        "extra": "string",
    }
    assert types["messages"]["sent_at"] == "timestamp[us]"
    assert types["refused"]["line"] == "int64"


def test_accounts_become_the_class_list_with_their_keys(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(
        matter,
        tmp_path,
        accounts=[
            account(
                email="Ana@Example.ORG",
                other_emails=" ana@example.org ; ana.b@example.org;; ",
                profile_url="https://www.linkedin.com/in/Ana-Diaz/?trk=x",
                state="",
            )
        ],
    )

    kept = Account.objects.get()
    keys = AccountKey.objects.filter(account=kept).values_list("matter", "kind", "value")
    assert (kept.account_id, kept.state, kept.created_on, kept.closed_on) == (
        "A1",
        "",
        date(2020, 1, 1),
        None,
    )
    assert set(keys) == {
        (matter.pk, "email", "ana@example.org"),
        (matter.pk, "email", "ana.b@example.org"),
        (matter.pk, "profile", "ana-diaz"),
    }


def test_an_account_without_addresses_has_no_keys(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account(email="", profile_url="a%00b/in/%00")])

    assert Account.objects.count() == 1
    assert not AccountKey.objects.exists()


def test_a_key_too_long_to_be_indexed_is_no_key_but_its_text_is_kept(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account(email="a" * 100_000, profile_url="")])

    assert len(Account.objects.get().email) == 100_000
    assert not AccountKey.objects.exists()


def test_importing_the_same_production_again_repeats_everything_and_changes_nothing(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    kinds = {
        "accounts": [account(), account(), account(account_id="A2", country="X")],
        "subscriptions": [subscription(), subscription(amount_paid="1"), subscription(product="")],
        "messages": [message(), message(message_id="X2", account_id="A2")],
    }
    first = import_rows(matter, tmp_path, **kinds)

    second = import_rows(matter, tmp_path, **kinds)

    assert numbers(first.kinds["accounts"]) == (3, 1, 1, 1)
    assert numbers(first.kinds["subscriptions"]) == (3, 1, 0, 2)
    assert numbers(first.kinds["messages"]) == (2, 1, 0, 1)
    assert numbers(second.kinds["accounts"]) == (3, 0, 2, 1)
    assert numbers(second.kinds["subscriptions"]) == (3, 0, 1, 2)
    assert numbers(second.kinds["messages"]) == (2, 0, 1, 1)
    assert not second.is_new
    assert second.production == first.production
    assert Production.objects.count() == 1
    assert Account.objects.count() == 1


def test_new_rows_join_those_held_in_a_new_production(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first = import_rows(matter, tmp_path, accounts=[account()], messages=[message()])
    old_hashes = dict(first.production.hashes)

    second = import_rows(
        matter,
        tmp_path,
        accounts=[account(account_id="A2"), account()],
        messages=[message(message_id="X0"), message(message_id="X2", account_id="A2")],
    )

    assert second.is_new
    assert second.production.number == 2
    assert numbers(second.kinds["accounts"]) == (2, 1, 1, 0)
    assert rows_of(second.production, "accounts", "account_id") == [("A1",), ("A2",)]
    assert rows_of(second.production, "messages", "message_id") == [("X0",), ("X1",), ("X2",)]
    assert set(Account.objects.values_list("account_id", flat=True)) == {"A1", "A2"}
    first.production.refresh_from_db()
    assert first.production.hashes == old_hashes
    assert rows_of(first.production, "accounts", "account_id") == [("A1",)]


def test_a_key_accepted_by_an_earlier_import_with_other_values_is_refused(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()])

    report = import_rows(matter, tmp_path, accounts=[account(last_name="Diaz")])

    assert numbers(report.kinds["accounts"]) == (1, 0, 0, 1)
    assert refusals_listed(report, "accounts") == [
        (
            "accounts.csv",
            "2",
            "account_id",
            '"A1" was already accepted in an earlier import with another last_name. '
            "Give the row another account_id, or the same values.",
        )
    ]
    assert refused_accounts(report.production) == [("accounts", "A1")]
    assert Account.objects.get().last_name == "Díaz"


def test_subscriptions_may_come_with_accounts_of_an_earlier_import(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()])

    report = import_rows(matter, tmp_path, subscriptions=[subscription()])

    assert numbers(report.kinds["subscriptions"]) == (1, 1, 0, 0)
    assert report.kinds["accounts"] == KindReport()


def refusals_listed(report: ImportReport, kind: str) -> list[tuple[str, ...]]:
    path = report.kinds[kind].refusals
    assert path is not None
    with path.open(newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["file", "line", "column", "reason"]
    return [tuple(row) for row in rows]


def test_the_list_of_refusals_is_there_even_when_nothing_is_refused(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    report = import_rows(matter, tmp_path, accounts=[account()])

    assert refusals_listed(report, "accounts") == []


def test_each_import_has_lists_of_its_own_even_at_the_same_moment(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first = import_rows(matter, tmp_path, accounts=[account(), account(account_id="")])
    second = import_rows(matter, tmp_path, accounts=[account()])

    assert len(refusals_listed(first, "accounts")) == 1
    assert refusals_listed(second, "accounts") == []


def test_no_cell_of_the_list_of_refusals_runs_as_a_formula(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "=accounts.csv"
    row = write_csv(path, [{**account(), "=cmd|' /C calc'!A0": "\0"}])

    report = import_production(matter, {"accounts": row}, at=AT)

    ((file, _, column, _),) = refusals_listed(report, "accounts")
    assert (file, column) == ("'=accounts.csv", "'=cmd|' /C calc'!A0")


@pytest.mark.parametrize(
    ("kind", "line", "account_id"),
    [
        pytest.param("subscriptions", "S1,A1,p,soon,,1,USD,true", "A1", id="a faulty cell"),
        pytest.param("subscriptions", "S1,A1,p", "A1", id="too few fields"),
        pytest.param("subscriptions", "S1, A1 ,p,q,r,s,t,u,v", "A1", id="too many fields"),
        pytest.param("subscriptions", 'S1,A1,"p"x,,,,,', "A1", id="wrong quotation marks"),
        pytest.param("subscriptions", "S1,A1,\0,,,,,", "A1", id="a NUL in another cell"),
        pytest.param("subscriptions", "S1,A\0001,p,,,,,", None, id="a NUL in the account"),
        pytest.param("subscriptions", "S1", None, id="no account to be read"),
        pytest.param("subscriptions", "S1,A9,p,soon,,1,USD,true", None, id="an unknown account"),
        pytest.param("accounts", "A1" + "," * 14, "A1", id="a second row of the account"),
        pytest.param("accounts", "A2" + "," * 14, None, id="the account itself"),
    ],
)
def test_a_refused_row_keeps_the_accepted_account_that_it_names(
    matter: Matter, data_dir: Path, tmp_path: Path, kind: str, line: str, account_id: str | None
) -> None:
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account()]),
        "subscriptions": write_kind(tmp_path, "subscriptions", []),
    }
    with files[kind].open("a") as stream:
        stream.write(line + "\n")

    report = import_production(matter, files, at=AT)

    assert refused_accounts(report.production) == [(kind, account_id)]


def test_refused_rows_are_united_over_imports_one_of_each_content(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    bad, worse = subscription(product=""), subscription(product="", started_on="")
    import_rows(matter, tmp_path, accounts=[account()], subscriptions=[bad, bad])

    report = import_rows(matter, tmp_path, subscriptions=[subscription(), bad, worse])

    assert numbers(report.kinds["subscriptions"]) == (3, 1, 0, 2)
    assert sorted(rows_of(report.production, "refused", '"column", line')) == [
        ("product", 2),
        ("product", 4),
    ]


def test_new_refusals_alone_make_a_new_production_because_they_change_what_is_known(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()])

    report = import_rows(matter, tmp_path, subscriptions=[subscription(product="")])

    assert report.is_new
    assert refused_accounts(report.production) == [("subscriptions", "A1")]


def test_a_row_refused_for_its_unknown_account_is_no_longer_refused_once_it_is_accepted(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    rows = [message(), message(message_id="X2", channel="fax")]
    first = import_rows(matter, tmp_path, messages=rows)

    second = import_rows(matter, tmp_path, accounts=[account()], messages=rows)

    assert refused_accounts(first.production) == [("messages", None), ("messages", None)]
    assert numbers(second.kinds["messages"]) == (2, 1, 0, 1)
    assert refused_accounts(second.production) == [("messages", "A1")]


def test_a_refused_row_finds_its_account_when_that_comes_later(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, messages=[message()])

    second = import_rows(matter, tmp_path, accounts=[account()])

    assert refused_accounts(second.production) == [("messages", "A1")]


def test_an_account_refused_by_an_earlier_import_is_said_to_be(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account(country="X")])

    report = import_rows(matter, tmp_path, messages=[message()])

    assert refusals_listed(report, "messages")[0][3] == (
        'The row of account "A1" was itself refused (an earlier import). Correct that row first.'
    )


@pytest.mark.parametrize(
    ("kinds", "marked", "incomplete"),
    [
        pytest.param(["accounts"], [], ["messages", "subscriptions"], id="never imported"),
        pytest.param(["accounts", "subscriptions", "messages"], [], [], id="all given"),
        pytest.param(
            ["accounts", "subscriptions", "messages"], ["messages"], ["messages"], id="marked"
        ),
    ],
)
def test_a_kind_marked_or_never_imported_is_incomplete(
    matter: Matter,
    data_dir: Path,
    tmp_path: Path,
    kinds: list[str],
    marked: list[str],
    incomplete: list[str],
) -> None:
    report = import_rows(matter, tmp_path, incomplete=marked, **{kind: [] for kind in kinds})

    assert report.production.incomplete_kinds == incomplete


def test_the_rest_of_an_incomplete_kind_completes_it_and_other_kinds_stay(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_rows(matter, tmp_path, accounts=[account()], messages=[], incomplete=["messages"])

    report = import_rows(matter, tmp_path, messages=[])

    assert report.is_new
    assert report.production.incomplete_kinds == ["subscriptions"]


def test_matters_are_apart(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    other = open_matter("other", currency="CAD")
    import_rows(matter, tmp_path, accounts=[account()])

    report = import_rows(other, tmp_path, accounts=[account(last_name="Diaz")])

    assert numbers(report.kinds["accounts"]) == (1, 1, 0, 0)
    assert report.production.number == 1
    assert Account.objects.of(matter).get().last_name == "Díaz"


def test_the_trail_of_the_matter_says_what_was_imported(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    report = import_rows(matter, tmp_path, accounts=[account()])

    event = Event.objects.get(kind=EventKind.PRODUCTION_IMPORTED)
    assert event.data == {
        "number": 1,
        "counts": report.production.counts,
        "sha256": report.production.sha256,
        "incomplete_kinds": ["messages", "subscriptions"],
    }
    assert check_trail([matter]).first_break is None


def test_the_files_of_a_production_cannot_be_written_to(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    production = import_rows(matter, tmp_path, accounts=[account()]).production

    modes = {stat.S_IMODE(path.stat().st_mode) for path in production_folder(production).iterdir()}

    assert modes == {0o444}


def test_progress_is_told_stage_by_stage(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    files = {"accounts": write_kind(tmp_path, "accounts", [account()])}
    told: list[str] = []

    import_production(matter, files, at=AT, progress=lambda stage, *_: told.append(stage))

    assert list(dict.fromkeys(told)) == [
        "Reading accounts",
        "Checking accounts",
        "Writing the class list",
    ]


def test_an_import_without_files_is_refused(matter: Matter, data_dir: Path) -> None:
    with pytest.raises(CannotImport, match="Give at least one of accounts, subscriptions"):
        import_production(matter, {}, at=AT)


def test_a_kind_that_is_none_is_refused(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    files = {"accounts": write_kind(tmp_path, "accounts", [account()])}

    with pytest.raises(CannotImport, match=r"calls is no kind of record\. The kinds are accounts"):
        import_production(matter, files, at=AT, incomplete=["calls"])


def test_an_import_does_not_build_on_records_that_were_altered(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    production = import_rows(matter, tmp_path, accounts=[account()]).production
    path = production_folder(production) / "messages.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(ProductionAltered, match=r"messages\.parquet was altered"):
        import_rows(matter, tmp_path, accounts=[account(account_id="A2")])

    assert Production.objects.count() == 1


def test_a_second_import_at_the_same_time_is_told_to_wait(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    with (
        open_import_folder(matter),
        pytest.raises(CannotImport, match="Another import into linkedin-inmail is running"),
    ):
        import_rows(matter, tmp_path, accounts=[account()])

    assert import_rows(matter, tmp_path, accounts=[account()]).is_new


def test_a_file_refused_leaves_the_other_files_of_the_import_out_too(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account()]),
        "messages": write_csv(tmp_path / "messages.csv", [{**message(), "Body": "Dear Ana"}]),
    }

    with pytest.raises(FileRefused, match='"Body" could hold what people wrote'):
        import_production(matter, files, at=AT)

    assert not Account.objects.exists()
    assert [path.name for path in (data_dir / "matters" / matter.slug).iterdir()] == [
        ".import.lock"
    ]


def test_parquet_and_csv_of_the_same_rows_are_the_same_production(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    rows = [subscription(), subscription(subscription_id="S2", ended_on="")]
    import_rows(matter, tmp_path, accounts=[account()], subscriptions=rows)
    path = tmp_path / "subscriptions.parquet"
    typed = pa.Table.from_pylist([{**row, "ended_on": row["ended_on"] or None} for row in rows])
    for column, kind in (
        ("started_on", pa.date32()),
        ("ended_on", pa.date32()),
        ("amount_paid", pa.decimal128(12, 4)),
        ("is_trial", pa.bool_()),
    ):
        at = typed.column_names.index(column)
        typed = typed.set_column(at, column, typed.column(column).cast(kind))
    pq.write_table(typed, path)

    report = import_production(matter, {"subscriptions": path}, at=AT)

    assert numbers(report.kinds["subscriptions"]) == (2, 0, 2, 0)


def test_the_report_as_json_has_every_kind(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    report = import_rows(matter, tmp_path, accounts=[account()])

    nothing: dict[str, Any] = {
        "rows": 0,
        "accepted": 0,
        "repeated": 0,
        "refused": 0,
        "refusals": None,
    }
    nothing["notes"] = []
    said = json.loads(json.dumps(report.as_json()))
    assert said["accounts"] == {
        "rows": 1,
        "accepted": 1,
        "repeated": 0,
        "refused": 0,
        "refusals": str(report.kinds["accounts"].refusals),
        "notes": [],
        "emails_not_read": 0,
    }
    assert (said["subscriptions"], said["messages"]) == (nothing, nothing)


CELLS = st.sampled_from(
    ["", "A1", "A2", "2023-01-01", "x", '"', '"a"b', "\0", "\n", " ", "é", "1,2"]
)
LINES = st.lists(
    st.one_of(
        st.just(",".join(account().values())),
        st.just(",".join(account(account_id="A2").values())),
        st.just(",".join(account(last_name="Diaz").values())),
        st.just(""),
        st.lists(CELLS, min_size=14, max_size=16).map(",".join),
    ),
    max_size=12,
)


@given(lines=LINES)
@hypothesis_settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_accepted_repeated_and_refused_are_all_the_rows(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    path = folder / "accounts.csv"
    path.write_text("\n".join([",".join(account()), *lines]) + "\n")

    try:
        verdicts, refusals = judge(folder, {"accounts": path})["accounts"]
    except FileRefused:
        # Only a quotation mark that swallows lines refuses the whole file.
        assume(False)

    assert verdicts.accepted + verdicts.repeated + verdicts.refused == verdicts.rows
    assert len(refusals) == verdicts.refused
    accepted_keys = {line.split(",")[0] for line in lines} & {"A1", "A2"}
    assert verdicts.accepted <= len(accepted_keys)


def test_cells_without_an_address_are_counted(matter: Matter, tmp_path: Path):
    cells = [
        {"account_id": "A1", "email": "ana@example.org"},
        {"account_id": "A2", "email": "n/a", "other_emails": "ask her; old@example.org"},
        {"account_id": "A3", "email": "", "other_emails": "none"},
        {"account_id": "A4", "email": "\u200bbea@example.org\u00a0"},
    ]
    path = write_kind(tmp_path, "accounts", [account(**each) for each in cells])

    report = import_production(matter, {"accounts": path}, at=AT)

    assert report.emails_not_read == 2
    assert report.as_json()["accounts"]["emails_not_read"] == 2
    assert set(AccountKey.objects.filter(kind="email").values_list("value", flat=True)) == {
        *("ana@example.org", "old@example.org", "bea@example.org")
    }
