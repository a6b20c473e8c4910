import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from claims.plans.json_schema import plan_schema


def test_the_schema_is_printed():
    out = StringIO()
    call_command("plan_schema", stdout=out)
    assert json.loads(out.getvalue()) == plan_schema()


def test_the_schema_is_written_to_a_file_that_is_named(tmp_path: Path):
    out, path = StringIO(), tmp_path / "plan.schema.json"
    call_command("plan_schema", "--out", str(path), stdout=out)
    assert json.loads(path.read_text(encoding="utf-8")) == plan_schema()
    assert out.getvalue() == f"{path}\n"


def test_a_folder_that_is_missing_is_told_in_one_line(tmp_path: Path, refusal):
    path = tmp_path / "missing" / "plan.schema.json"
    assert refusal("plan_schema", "--out", path) == (
        f"{path}: No such file or directory. Check the path."
    )
