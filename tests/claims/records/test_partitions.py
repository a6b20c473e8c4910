"""Records lie in files by ranges of accounts, the same bytes whenever the same is imported."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.casework.assessment.record_tables import register_records
from claims.models import Matter, Production
from claims.records import partitions, row_checks
from claims.records.lookup import (
    account_rows,
    check_hashes,
    production_folder,
    record_files,
    sha256_of_hashes,
)
from claims.records.partitions import (
    OutOfOrder,
    Partition,
    partitions_of,
    read_index,
    write_partitions,
)
from claims.records.production_import import import_production
from claims.records.production_reader import open_tables
from tests.claims.records.matters import open_matter
from tests.claims.records.production_files import Row, account, message, write_kind

pytestmark = pytest.mark.one_engine

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
NAMES = [f"A{number:02}" for number in range(1, 10)]


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PARTITION_ROWS", 4)
    monkeypatch.setattr(partitions, "ROW_GROUP_ROWS", 2)


def messages_of(*accounts: str, prefix: str = "X") -> list[Row]:
    """Two messages an account."""
    return [
        message(message_id=f"{prefix}{name}{letter}", account_id=name)
        for name in accounts
        for letter in "ba"
    ]


def import_messages(
    matter: Matter, folder: Path, rows: Sequence[Row], *, corrects: bool = False
) -> Production:
    files = {
        "accounts": write_kind(folder, "accounts", [account(account_id=name) for name in NAMES]),
        "messages": write_kind(folder, "messages", rows),
    }
    return import_production(matter, files, at=AT, corrects=corrects).production


def ranges(production: Production) -> list[tuple[str, int, str, str]]:
    index = read_index(production_folder(production))["messages"]
    return [
        (each.name.removeprefix("messages"), each.rows, each.first, each.last) for each in index
    ]


def test_rows_are_cut_into_files_of_about_the_same_size_and_no_account_is_in_two(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    production = import_messages(matter, tmp_path, messages_of(*reversed(NAMES[:5])))

    assert ranges(production) == [
        ("-00001.parquet", 6, "A01", "A03"),
        ("-00002.parquet", 4, "A04", "A05"),
    ]
    found = [
        key
        for path in record_files(production, "messages")
        for key in pq.read_table(path)["message_id"].to_pylist()
    ]
    assert found == [f"X{name}{letter}" for name in NAMES[:5] for letter in "ab"]
    assert set(production.hashes) >= {"partitions.json", "messages-00002.parquet"}
    check_hashes(production)


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        pytest.param(0, [0], id="none"),
        pytest.param(4, [4], id="as many as a file"),
        pytest.param(7, [7], id="one fewer than twice as many"),
        pytest.param(8, [4, 4], id="twice as many"),
        pytest.param(9, [5, 4], id="one more"),
    ],
)
def test_a_file_is_divided_at_twice_its_size(tmp_path: Path, rows: int, sizes: list[int]) -> None:
    table = pa.table({"key": ["k"] * rows, "account_id": [f"A{at:03}" for at in range(rows)]})
    table = table.cast(pa.schema([("key", pa.string()), ("account_id", pa.string())]))
    paths = (tmp_path / str(at) for at in range(9))

    found = write_partitions(table.to_reader(), rows, paths)

    assert [each.rows for each in found] == sizes
    assert [pq.read_metadata(tmp_path / each.name).num_rows for each in found] == sizes


def test_rows_that_do_not_come_by_account_are_not_written(tmp_path: Path) -> None:
    table = pa.table({"key": ["1", "2"], "account_id": ["B", "A"]})

    with pytest.raises(OutOfOrder, match="account 'B'"):
        write_partitions(table.to_reader(), 2, iter([tmp_path / "x"]))


@pytest.mark.parametrize("batch_rows", [1, 3, 100])
def test_the_bytes_do_not_depend_on_the_batches_that_the_rows_come_in(
    tmp_path: Path, batch_rows: int
) -> None:
    table = pa.table({"key": [str(at) for at in range(30)], "account_id": ["A", "B", "C"] * 10})
    table = table.sort_by("account_id")

    def written(name: str, most: int) -> list[bytes]:
        folder = tmp_path / name
        folder.mkdir()
        paths = (folder / str(at) for at in range(9))
        write_partitions(table.to_reader(max_chunksize=most), 30, paths)
        return [path.read_bytes() for path in sorted(folder.iterdir())]

    assert written("in batches", batch_rows) == written("whole", 30)


def test_a_supplement_writes_only_the_files_that_gain_rows(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first = import_messages(matter, tmp_path, messages_of("A01", "A02", "A05", "A06"))

    second = import_messages(matter, tmp_path, messages_of("A04", prefix="Y"))

    assert ranges(second) == [
        ("-00001.parquet", 6, "A01", "A04"),
        ("-00002.parquet", 4, "A05", "A06"),
    ]
    old, new = record_files(first, "messages"), record_files(second, "messages")
    assert [one.samefile(other) for one, other in zip(old, new, strict=True)] == [False, True]
    check_hashes(first)
    check_hashes(second)


def test_a_file_that_grows_to_twice_its_size_is_divided_and_those_behind_it_keep_their_rows(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first = import_messages(matter, tmp_path, messages_of("A01", "A02", "A05", "A06"))

    second = import_messages(matter, tmp_path, messages_of("A03", "A04", prefix="Y"))

    assert [each[2:] for each in ranges(second)] == [("A01", "A02"), ("A03", "A04"), ("A05", "A06")]
    assert record_files(second, "messages")[2].samefile(record_files(first, "messages")[1])


def test_a_correction_takes_a_row_out_of_one_file_and_puts_it_into_another(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_messages(matter, tmp_path, messages_of("A01", "A02", "A05", "A06", "A08", "A09"))

    moved = message(message_id="XA01a", account_id="A09")
    production = import_messages(matter, tmp_path, [moved], corrects=True)

    assert [each[1] for each in ranges(production)] == [3, 4, 5]
    assert [each.count for each in account_rows(production, "A01").messages] == [1]
    assert [each.count for each in account_rows(production, "A09").messages] == [3]


def test_a_file_that_a_correction_empties_is_no_longer_there(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    import_messages(matter, tmp_path, messages_of("A01", "A02", "A05", "A06"))

    moved = [{**row, "account_id": "A06"} for row in messages_of("A01", "A02")]
    production = import_messages(matter, tmp_path, moved, corrects=True)

    assert ranges(production) == [(".parquet", 8, "A05", "A06")]
    assert account_rows(production, "A01").messages == []


@pytest.mark.parametrize("account_id", [*NAMES, "A00", "A99", ""])
def test_the_rows_of_any_account_are_found_in_one_file(
    matter: Matter, data_dir: Path, tmp_path: Path, account_id: str
) -> None:
    named = [*NAMES[:4], *NAMES[6:]]
    production = import_messages(matter, tmp_path, messages_of(*named))

    assert len(record_files(production, "messages")) == 3
    assert len(record_files(production, "messages", [account_id])) == 1
    found = account_rows(production, account_id)
    assert [each.count for each in found.messages] == [2] * (account_id in named)
    assert (found.account is not None) == (account_id in NAMES)


def test_files_are_chosen_for_several_accounts_at_once() -> None:
    listed = [Partition(name, 1, name, name + "z") for name in ("B", "D", "F")]

    assert [each.name for each in partitions_of(listed, ["A", "C"])] == ["B"]
    assert [each.name for each in partitions_of(listed, ["F", "B", "Dx"])] == ["B", "D", "F"]
    assert [each.name for each in partitions_of(listed, [])] == ["B"]


def test_all_files_of_a_kind_are_one_table(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    production = import_messages(matter, tmp_path, messages_of(*NAMES))
    connection = ibis.duckdb.connect()

    register_records(production, connection.con)

    assert len(record_files(production, "messages")) > 1
    assert open_tables(production, connection).messages.count().to_pyarrow().as_py() == 18
    assert connection.con.sql("SELECT count(*) FROM messages").fetchall() == [(18,)]


def test_a_production_of_before_there_was_an_index_has_one_file_a_kind(
    matter: Matter, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "PARTITION_ROWS", 100)
    production = import_messages(matter, tmp_path, messages_of("A01"))
    (production_folder(production) / "partitions.json").unlink()
    del production.hashes["partitions.json"]
    production.sha256 = sha256_of_hashes(production.hashes)
    production.save()

    assert [each.count for each in account_rows(production, "A01").messages] == [2]
    second = import_messages(matter, tmp_path, messages_of("A02", "A03"))
    assert [each[1:] for each in ranges(second)] == [(6, "A01", "A03")]


def test_the_same_imports_in_the_same_order_make_the_same_files_with_any_number_of_threads(
    db: None, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hashes(slug: str, threads: int) -> list[dict[str, str]]:
        monkeypatch.setattr(row_checks, "_MOST_THREADS", threads)
        matter = open_matter(slug)
        moved = [{**row, "account_id": "A09"} for row in messages_of("A01")]
        made = [
            import_messages(matter, tmp_path, messages_of(*NAMES[:6])),
            import_messages(matter, tmp_path, messages_of(*NAMES, prefix="Y")),
            import_messages(matter, tmp_path, moved, corrects=True),
        ]
        return [production.hashes for production in made]

    assert hashes("one", 1) == hashes("four", 4)
