import pytest

from tools.spark import require_java
from tools.steps import SetupFailed


def _java(folder, told, code=0):
    program = folder / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit {code}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("told", ['openjdk version "17.0.15"', 'openjdk version "21" 2023-09-19'])
def test_a_java_that_spark_runs_on_is_taken(tmp_path, monkeypatch, told):
    _java(tmp_path, told)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    require_java()


@pytest.mark.parametrize(
    ("told", "code", "why"),
    [
        pytest.param('openjdk version "16.0.2"', 0, "this is Java 16", id="one version too old"),
        pytest.param('java version "1.8.0_402"', 0, "this is Java 1", id="the old numbering"),
        pytest.param("no runtime present", 1, "was not found", id="a stand-in that fails"),
    ],
)
def test_another_java_is_refused_in_one_line(tmp_path, monkeypatch, told, code, why):
    _java(tmp_path, told, code)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SetupFailed, match=f"Java 17 or later, and {why}"):
        require_java()


@pytest.mark.parametrize("home", ["nowhere", ""])
def test_a_machine_without_java_is_told_what_to_install(tmp_path, monkeypatch, home):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / home) if home else "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupFailed, match="openjdk-17-jre-headless"):
        require_java()
