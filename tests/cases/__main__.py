"""What the product answers to a folder of cases: `python -m tests.cases FOLDER [CASE …]`.

Each case is a folder with what somebody has: `accounts`, `subscriptions` and `messages` (CSV, with
or without .gz, or Parquet), `claims`, `exclusions`, `post.json` for the API, `archive.zip` for the
claimant's archive, `dates.txt` with a date of an archive a line; and perhaps `EXPECT.txt`, what is
right, which is printed beside. The files go through the product's own commands, each case into a
matter of its own, in a database and a DATA_DIR that are thrown away.
"""

import argparse
import csv
import io
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_KINDS = ("accounts", "subscriptions", "messages")
_SHOWN = 6
"""Refusals of one file that are printed."""


def main(arguments: list[str]) -> int:
    """0 if every case had an answer; 1 if the product broke on one."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("case", nargs="*", help="Names of cases; all where none is given.")
    options = parser.parse_args(arguments)
    folders = [
        path
        for path in sorted(options.folder.iterdir())
        if path.is_dir() and (not options.case or path.name in options.case)
    ]
    if not folders:
        print(f"cases: {options.folder} has no such case.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="classfund-cases-") as data:
        _set_up(Path(data))
        broken = [folder.name for folder in folders if not _run(folder)]
    print(
        f"\n{len(folders)} cases, {len(broken)} broken{': ' if broken else ''}{', '.join(broken)}"
    )
    return 1 if broken else 0


def _set_up(data: Path) -> None:
    os.environ |= {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'cases.sqlite3'}"}
    os.environ.pop("REDIS_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
    import django

    django.setup()
    from django.core.management import call_command

    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)


def _run(folder: Path) -> bool:
    """Print the answers to one case; whether the product gave one to everything."""
    print(f"\n== {folder.name}")
    expected = folder / "EXPECT.txt"
    if expected.exists():
        print(f"   right: {' '.join(expected.read_text(encoding='utf-8').split())}")
    try:
        for line in _answers(folder):
            print(f"   {line}")
    except Exception as error:  # noqa: BLE001
        print(f"   BROKEN: {type(error).__name__}: {str(error)[:300]}")
        return False
    return True


def _answers(folder: Path) -> Iterator[str]:
    if (folder / "archive.zip").exists():
        yield from _of_archive(folder / "archive.zip")
    if (folder / "dates.txt").exists():
        yield from _of_dates((folder / "dates.txt").read_text(encoding="utf-8"))
    files = {kind: path for kind in _KINDS if (path := _file(folder, kind))}
    if files:
        yield from _of_files(folder, files)


def _file(folder: Path, name: str) -> Path | None:
    found = [path for path in sorted(folder.glob(f"{name}.*")) if path.suffix != ".txt"]
    return found[0] if found else None


def _of_files(folder: Path, files: dict[str, Path]) -> Iterator[str]:
    from claims import plans
    from claims.audit import Actor
    from claims.casework import docket

    slug = "case-" + "".join(c if c.isalnum() else "-" for c in folder.name.lower()).strip("-")
    text = plans.library_path("linkedin-inmail").read_text(encoding="utf-8")
    text = text.replace("slug: linkedin-inmail", f"slug: {slug}", 1)
    matter = docket.open_matter(text, slug, actor=Actor("operator"), at=_now()).matter
    options = [part for kind, path in files.items() for part in (f"--{kind}", str(path))]
    yield from _command("import_records", slug, *options)
    for name, command in (("claims", "import_claims"), ("exclusions", "import_exclusions")):
        if path := _file(folder, name):
            yield from _command(command, slug, str(path))
    if (folder / "post.json").exists():
        yield from _posted(slug, (folder / "post.json").read_bytes())
    yield from _command("tally", slug)
    for claim in matter.claims.select_related("account").order_by("id"):
        name = claim.external_ref or "by program"
        account = claim.account.account_id if claim.account else "no account"
        found = f"{claim.get_match_outcome_display()}: {account}"
        stands = f"{claim.outcome or 'not assessed'} {claim.verdict}".strip()
        aside = f", put aside ({claim.put_aside})" if claim.put_aside else ""
        yield f"{name}: {found}; {stands}{aside}"


def _command(name: str, *arguments: str) -> Iterator[str]:
    from django.core.management import CommandError, call_command

    out, told = io.StringIO(), io.StringIO()
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=told)
    except CommandError as error:
        yield f"{name}: {error}"
        return
    answer: dict[str, Any] = json.loads(out.getvalue())
    lists = [answer.pop("refusals", "")] + [
        kind.pop("refusals", "") for kind in answer.values() if isinstance(kind, dict)
    ]
    yield f"{name}: {json.dumps(answer, ensure_ascii=False)}"
    for path in filter(None, lists):
        with Path(path).open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows[:_SHOWN]:
            yield f"  refused {row['file']} line {row['line']} {row['column']}: {row['reason']}"
        if len(rows) > _SHOWN:
            yield f"  and {len(rows) - _SHOWN} more"


def _posted(slug: str, body: bytes) -> Iterator[str]:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").post(
        f"/api/v1/matters/{slug}/claims/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "case"},
    )
    yield f"API: {answer.status_code} {answer.content.decode()[:300]}"


def _of_archive(path: Path) -> Iterator[str]:
    from claims.plans import as_matter_plan, library_path, load
    from claims.records.archives import ArchiveRefused, read_archive

    period = as_matter_plan(load(library_path("linkedin-inmail")), "plan").period
    try:
        with path.open("rb") as stream:
            summary = read_archive(stream, period)
    except ArchiveRefused as refused:
        yield f"archive refused: {refused}"
        return
    said = summary.as_json()
    files = ", ".join(
        f"{each['kind']} {each['why'] or each['state']}" for each in said.pop("files")
    )
    yield f"archive: {files}"
    for name, value in said.items():
        if value and name != "period":
            yield f"  {name}: {json.dumps(value, ensure_ascii=False, default=str)}"


def _of_dates(text: str) -> Iterator[str]:
    from claims.records.archives.dates import read_day

    for line in text.splitlines():
        yield f"{line!r}: {read_day(line) or 'undated'}"


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
