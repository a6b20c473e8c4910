"""A file that is put in its place is whole and stays; whatever goes wrong leaves what was there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claims.files.replacement import replace_file, replacement, unfinished
from tools.paths import ROOT


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(params=[None, "before"], ids=["nothing stood there", "a file stood there"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    found = tmp_path / "totals.csv"
    if request.param is not None:
        found.write_text(request.param)
    return found


def content_of(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def test_the_place_changes_only_when_the_block_ends(path: Path) -> None:
    before = content_of(path)

    with replacement(path) as partial:
        partial.write_text("after")
        assert content_of(path) == before
        assert partial.parent == path.parent

    assert content_of(path) == "after"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_leaves_what_stood_there_and_nothing_beside_it(
    path: Path, error: type[BaseException], private: bool
) -> None:
    before, files = content_of(path), list(path.parent.iterdir())

    def write() -> None:
        with replacement(path, private=private) as partial:
            partial.write_text("aft")
            raise error

    with pytest.raises(error):
        write()

    assert content_of(path) == before
    assert list(path.parent.iterdir()) == files


def test_a_block_that_writes_no_file_is_an_error(path: Path) -> None:
    before = content_of(path)

    with pytest.raises(FileNotFoundError), replacement(path):
        pass

    assert content_of(path) == before


def test_a_process_that_is_killed_leaves_one_file_that_nothing_reads(path: Path) -> None:
    before = content_of(path)
    killed = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from claims.files.replacement import replacement\n"
        "with replacement(Path(sys.argv[1])) as partial:\n"
        "    partial.write_text('aft')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    for _ in range(2):
        subprocess.run([sys.executable, "-c", killed, str(path)], cwd=ROOT, check=False)

    assert content_of(path) == before
    left = sorted(each for each in path.parent.iterdir() if each != path)
    assert len(left) == 2
    assert all(each.match(".totals.csv-*.partial") for each in left)


def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(path)
    flushed: list[tuple[bool, str | None]] = []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        is_folder = os.fstat(descriptor).st_ino == path.parent.stat().st_ino
        flushed.append((is_folder, content_of(path)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    with replacement(path) as partial:
        partial.write_text("after")

    assert flushed == [(False, before), (True, "after")]


def test_a_private_file_is_its_owners_alone_from_its_first_byte(path: Path) -> None:
    with replacement(path, private=True) as partial:
        assert (mode_of(partial), partial.read_bytes()) == (0o600, b"")
        partial.write_text("after")

    assert mode_of(path) == 0o600


def test_another_file_has_the_mode_of_its_process(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()

    with replacement(tmp_path / "totals.csv") as partial:
        assert not partial.exists()
        partial.write_text("after")

    assert mode_of(tmp_path / "totals.csv") == mode_of(usual)


def test_a_file_can_be_named_after_it_is_written(tmp_path: Path) -> None:
    with unfinished(tmp_path / "facts-0") as partial:
        partial.write_text("after")
        replace_file(partial, tmp_path / "facts-0-abc.parquet")

    assert [each.name for each in tmp_path.iterdir()] == ["facts-0-abc.parquet"]


def test_a_folder_is_put_in_its_place_whole(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "file").write_text("after")

    replace_file(made, tmp_path / "1")

    assert [each.name for each in tmp_path.iterdir()] == ["1"]
    assert (tmp_path / "1" / "file").read_text() == "after"
