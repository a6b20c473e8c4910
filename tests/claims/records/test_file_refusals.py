"""A file that cannot be taken in is refused whole, with one sentence that says what to do."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.records.headers import CONTENT_COLUMNS
from claims.records.kinds import SUBSCRIPTIONS
from claims.records.row_files import FileRefused, open_table
from tests.claims.records.production_files import subscription

pytestmark = pytest.mark.one_engine


def refusal(path: Path, *required: str, exact: tuple[str, ...] = ()) -> str:
    """What is said about the file, on opening it or on reading it to the end."""
    with pytest.raises(FileRefused) as caught:
        list(open_table(path, required or ("key", "name"), exact=exact))
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param(
            "a.csv", b"", "a.csv: the file is empty. It needs at least a header line.", id="empty"
        ),
        pytest.param(
            "a.csv",
            b"\n\r\n",
            "a.csv: the file is empty. It needs at least a header line.",
            id="blank lines only",
        ),
        pytest.param(
            "a.csv.gz",
            gzip.compress(b""),
            "a.csv.gz: the file is empty. It needs at least a header line.",
            id="empty inside gzip",
        ),
        pytest.param(
            "a.csv",
            b"key\n1\n",
            'a.csv: the column "name" is missing. '
            "The first line must name all columns; a cell may be blank, a column not.",
            id="a missing column",
        ),
        pytest.param(
            "a.csv",
            b"other\n1\n",
            'a.csv: the columns "key", "name" are missing. '
            "The first line must name all columns; a cell may be blank, a column not.",
            id="two missing columns",
        ),
        pytest.param(
            "a.csv",
            "key,n\u0430me\u200b\n".encode(),
            'a.csv: the column "name" is missing. '
            "The first line must name all columns; a cell may be blank, a column not. "
            'Rename "n\u0430me<U+200B>", if that is meant.',
            id="a letter of another alphabet",
        ),
        pytest.param(
            "a.csv",
            b"key;name\n1;a\n",
            'a.csv: the columns "key", "name" are missing; the header has a single column. '
            "Separate the cells by commas.",
            id="semicolons",
        ),
        pytest.param(
            "a.csv",
            b"key,name,name\n",
            'a.csv: the column "name" is there twice. Remove or rename one of them.',
            id="a column twice",
        ),
        pytest.param(
            "a.csv",
            b"key,name, NAME \n",
            'a.csv: the column "NAME" is there twice. Remove or rename one of them.',
            id="a column twice in another case",
        ),
        pytest.param(
            "a.csv",
            "key,name,Na\u200bme\n".encode(),
            'a.csv: the column "Na<U+200B>me" is there twice, the other time as "name". '
            "Remove or rename one of them.",
            id="a column twice, once with what cannot be seen",
        ),
        pytest.param(
            "a.csv",
            b"key,name,note,Note\n",
            'a.csv: the column "Note" is there twice. Remove or rename one of them.',
            id="an unknown column twice",
        ),
        pytest.param(
            "a.csv",
            "key,name\n".encode("utf-16"),
            'a.csv: this is UTF-16, which spreadsheets call "Unicode text". Save the table as '
            '"CSV UTF-8 (comma delimited)".',
            id="UTF-16",
        ),
        pytest.param(
            "a.csv",
            b"key,name,Stra\xdfe\n",
            "a.csv: the header is not UTF-8 text. Save the file as CSV in UTF-8.",
            id="a header in Latin-1",
        ),
        pytest.param(
            "a.csv",
            b'key,"name"x\n',
            "a.csv: the header cannot be read: on line 1 text follows a closing quotation mark. "
            "Double each quotation mark inside a cell.",
            id="a header with wrong quotation marks",
        ),
        pytest.param(
            "a.csv",
            b"key,name\r1,a\r2,b\r",
            "a.csv: the header cannot be read: its line holds a carriage return that ends no line. "
            "Save the file again, each line ending in LF or CRLF.",
            id="lines that end in CR",
        ),
        pytest.param(
            "a.csv.gz",
            b"key,name\n",
            "a.csv.gz: its name ends in .gz but it is not gzip. Send it again, or rename it.",
            id="not gzip",
        ),
        pytest.param(
            "a.csv.gz",
            gzip.compress(b"key,name\n1,a\n")[:-4],
            "a.csv.gz: the gzip data is damaged or cut short after line 2. Send it again.",
            id="gzip cut short",
        ),
        pytest.param(
            "a.csv.gz",
            gzip.compress(b"PAR1....PAR1"),
            "a.csv.gz: this is gzipped Parquet. Unpack it first.",
            id="gzipped Parquet",
        ),
        pytest.param(
            "a.parquet",
            b"key,name\n",
            "a.parquet: this is not Parquet, or it is damaged. Send it again, or as CSV.",
            id="not Parquet",
        ),
        pytest.param(
            "a.csv",
            b"PAR1 and no more",
            "a.csv: this is not Parquet, or it is damaged. Send it again, or as CSV.",
            id="Parquet cut short",
        ),
        pytest.param(
            "a.xlsx",
            b"PK\x03\x04....",
            "a.xlsx: this is a ZIP archive or a spreadsheet. "
            "Save the table as CSV (UTF-8) or Parquet.",
            id="a spreadsheet",
        ),
        pytest.param(
            "a.csv",
            b'key,name\n1,a\n2,"b\n3,c\n',
            "a.csv: a quotation mark is opened on line 3 and never closed properly. "
            "Close it, or double it if it belongs to the text.",
            id="a quotation mark never closed",
        ),
        pytest.param(
            "a.csv",
            b'key,name\n1,a\n2,"b',
            "a.csv: a quotation mark is opened on line 3 and never closed properly. "
            "Close it, or double it if it belongs to the text.",
            id="a quotation mark never closed on the last line",
        ),
        pytest.param(
            "a.csv",
            b'key,name\n2,"b\n3,c\n4,"d"\n5,e\n',
            "a.csv: a quotation mark is opened on line 2 and never closed properly. "
            "Close it, or double it if it belongs to the text.",
            id="a quotation mark that swallows rows up to the next one",
        ),
        pytest.param(
            "a.csv",
            b'key,name\n2,"b\n' + b"3,cccccccccc\n" * 20_000,
            "a.csv: a quotation mark is opened on line 2 and never closed properly. "
            "Close it, or double it if it belongs to the text.",
            id="a quotation mark never closed in a long file",
        ),
        pytest.param(
            "a.csv",
            b"key,name\n" + b"x" * 2_000_000,
            "a.csv: line 2 is longer than 1,048,576 bytes. End each line with LF or CRLF.",
            id="a line without an end",
        ),
    ],
)
def test_a_file_is_refused_whole(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    assert refusal(path) == message


@pytest.mark.parametrize("column", sorted(CONTENT_COLUMNS))
@pytest.mark.parametrize(
    "spelling",
    [
        str,
        str.upper,
        lambda name: f" {name.title()} ",
        lambda name: f"{name[:3]}_{name[3:]}",
        lambda name: f"{name[:3]} {name[3:]}",
    ],
)
def test_a_column_that_could_hold_content_refuses_the_file(
    tmp_path: Path, column: str, spelling: Callable[[str], str]
) -> None:
    in_csv, in_parquet = tmp_path / "a.csv", tmp_path / "a.parquet"
    in_csv.write_text(f"key,name,{spelling(column)}\n")
    pq.write_table(
        pa.table({"key": ["1"], "name": ["a"], spelling(column): ["secret"]}), in_parquet
    )

    expected = f'the column "{spelling(column).strip()}" could hold what people wrote, '
    assert expected in refusal(in_csv)
    assert expected in refusal(in_parquet)


@pytest.mark.parametrize("column", ["context", "subject_id", "body_count", "texts"])
def test_a_column_that_only_sounds_like_content_is_evidence(tmp_path: Path, column: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"key,name,{column}\n")

    assert open_table(path, ("key", "name")).unknown == (column,)


@pytest.mark.parametrize("column", ["content\u200b", "\ufeffbody", "te\u00adxt"])
def test_what_cannot_be_seen_hides_no_column_of_content(tmp_path: Path, column: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"key,name,{column}\n", encoding="utf-8")

    assert "could hold what people wrote" in refusal(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.csv") == (
        "gone.csv: it cannot be opened (No such file or directory). "
        "Check the path and its permissions."
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "it cannot be opened (Is a directory)" in refusal(tmp_path)


def test_a_parquet_file_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"key": [str(i) for i in range(5000)], "name": ["a"] * 5000}), path)
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)

    assert refusal(path) == "a.parquet: the Parquet data is damaged or cut short. Send it again."


def test_a_parquet_column_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    arrays = [pa.array(["1"]), pa.array(["a"]), pa.array(["b"])]
    pq.write_table(pa.Table.from_arrays(arrays, names=["key", "name", "name"]), path)

    assert 'the column "name" is there twice' in refusal(path)


@pytest.mark.parametrize("width", [pa.float16(), pa.float32(), pa.float64()])
def test_a_parquet_amount_that_is_a_float_refuses_the_file(
    tmp_path: Path, width: pa.DataType
) -> None:
    path = tmp_path / "subscriptions.parquet"
    table = pa.Table.from_pylist([subscription()])
    amount = pa.array([29.99]).cast(width, safe=False)
    at = table.column_names.index("amount_paid")
    pq.write_table(table.set_column(at, "amount_paid", amount), path)

    assert refusal(path, *SUBSCRIPTIONS.column_names, exact=("amount_paid",)) == (
        'subscriptions.parquet: the column "amount_paid" is a floating-point number, which does '
        "not hold its values exactly. Write it as text or as a decimal."
    )


def test_amounts_and_identifiers_are_never_floats() -> None:
    assert SUBSCRIPTIONS.exact_columns == {"subscription_id", "account_id", "amount_paid"}


def test_a_parquet_column_that_is_a_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"key": ["1"], "name": [["a", "b"]]}), path)

    assert 'the column "name" has the type list<' in refusal(path)
