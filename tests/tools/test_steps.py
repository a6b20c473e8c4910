"""A step of the setup runs when something has changed, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.steps import SetupFailed, Step


@pytest.fixture
def step(tmp_path: Path) -> Callable[..., Step]:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.scss").write_text("a")

    def build(also: str = "3.11") -> Step:
        return Step(
            name="theme",
            does="compiling",
            act=lambda: (tmp_path / "made").touch(),
            inputs=[tmp_path / "source"],
            outputs=[tmp_path / "made"],
            also=[also],
        )

    return build


def test_a_step_runs_once_while_nothing_changes(step: Callable[..., Step], tmp_path: Path) -> None:
    assert step().run(tmp_path / "stamps") is True
    assert step().run(tmp_path / "stamps") is False


def change_a_file(folder: Path) -> None:
    (folder / "source" / "a.scss").write_text("b")


def add_a_file(folder: Path) -> None:
    (folder / "source" / "b.scss").write_text("")


def rename_a_file(folder: Path) -> None:
    (folder / "source" / "a.scss").rename(folder / "source" / "c.scss")


def remove_the_output(folder: Path) -> None:
    (folder / "made").unlink()


@pytest.mark.parametrize("change", [change_a_file, add_a_file, rename_a_file, remove_the_output])
def test_a_step_runs_again_after(
    change: Callable[[Path], None], step: Callable[..., Step], tmp_path: Path
) -> None:
    step().run(tmp_path / "stamps")

    change(tmp_path)

    assert step().run(tmp_path / "stamps") is True


def test_a_step_runs_again_for_another_python(step: Callable[..., Step], tmp_path: Path) -> None:
    step("3.11").run(tmp_path / "stamps")

    assert step("3.12").run(tmp_path / "stamps") is True


def test_a_touched_file_is_not_a_changed_one(step: Callable[..., Step], tmp_path: Path) -> None:
    step().run(tmp_path / "stamps")

    (tmp_path / "source" / "a.scss").write_text("a")

    assert step().run(tmp_path / "stamps") is False


def test_a_step_that_makes_nothing_is_refused_and_tried_again(tmp_path: Path) -> None:
    idle = Step("idle", "doing nothing", act=lambda: None, outputs=[tmp_path / "absent"])

    with pytest.raises(SetupFailed, match="'idle' ended without"):
        idle.run(tmp_path / "stamps")

    assert not idle.is_done(tmp_path / "stamps")
