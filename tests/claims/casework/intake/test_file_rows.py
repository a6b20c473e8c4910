"""The loop over a file: every row has one answer, and accepted + repeated + refused = rows."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from claims.casework.intake import file_rows
from claims.casework.intake.file_rows import Cells, FileReport, RowRefused, Taken, import_rows
from claims.casework.intake.refusal_file import RefusalFile
from claims.records.row_files import open_table

pytestmark = pytest.mark.one_engine


@pytest.fixture(params=[1, 2, 500], ids=lambda size: f"{size} at once")
def asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the loop asks of, a list for each time, with so many rows at once."""
    monkeypatch.setattr(file_rows, "ROWS_AT_ONCE", request.param)
    return []


def run(
    tmp_path: Path, lines: Sequence[str], asked: list[list[str]]
) -> tuple[FileReport, list[dict[str, str]]]:
    """The report, and the refused rows: `new` is accepted, `old` repeated, `bad` refused."""
    path = tmp_path / "file.csv"
    path.write_text("\n".join(["word,other", *lines]) + "\n")
    reader = open_table(path, ("word", "other"))

    def take(rows: Sequence[Cells]) -> list[Taken | RowRefused]:
        words = [cells["word"] for cells in rows]
        asked.append(words)
        answers = {"new": Taken.ACCEPTED, "old": Taken.REPEATED}
        return [answers.get(word) or RowRefused("word", f"{word}.") for word in words]

    with RefusalFile(tmp_path / "refused.csv", reader.name) as refusals:
        report = import_rows(reader, refusals, take)
    with (tmp_path / "refused.csv").open(newline="") as stream:
        return report, list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("lines", "counts", "refused"),
    [
        pytest.param([], (0, 0, 0, 0), [], id="no row"),
        pytest.param(["new,1"], (1, 1, 0, 0), [], id="accepted"),
        pytest.param(["old,1"], (1, 0, 1, 0), [], id="repeated"),
        pytest.param(["bad,1"], (1, 0, 0, 1), [("2", "word")], id="refused by who takes rows"),
        pytest.param(["new,1,2"], (1, 0, 0, 1), [("2", "")], id="refused by the reader"),
        pytest.param(
            ["new,1", "a,b,c", "bad,1", "old,1", "a,b,c", "new,2", "bad,2"],
            (7, 2, 1, 4),
            [("3", ""), ("4", "word"), ("6", ""), ("8", "word")],
            id="all of them, refused by line",
        ),
    ],
)
def test_each_row_is_counted_once_and_refused_with_its_line(
    tmp_path: Path,
    asked: list[list[str]],
    lines: list[str],
    counts: tuple[int, int, int, int],
    refused: list[tuple[str, str]],
) -> None:
    report, rows = run(tmp_path, lines, asked)

    assert (report.rows, report.accepted, report.repeated, report.refused) == counts
    assert [(row["line"], row["column"]) for row in rows] == refused
    readable = [line.split(",")[0] for line in lines if line.count(",") == 1]
    assert [word for some in asked for word in some] == readable
    assert all(len(some) <= file_rows.ROWS_AT_ONCE for some in asked)
