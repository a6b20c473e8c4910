"""Make what this version leaves behind: `python -m tests.landed VERSION`.

A small site with the sample matter: records, claims, opt-outs, a sealed tally and its bundle; and
the same site with claims that hold control characters, filed by program after the tally, and
another tally begun. Run it in a checkout of the version, on SQLite; it packs both into
`tests/landed/VERSION/`.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
MATTER = "linkedin-inmail"
ODD_NAMES = ("Ruiz\rJr", "Ek\x85\u2028", "O\u202eBrien\x07", "=1+1\r\nCo")
_UNNAMED = "learning_only"
"""A product that the sample has and the plan of 0.1.0 did not name: what it says of a claim is
another matter (docs/records.md)."""
_LEFT_OUT = {"linkage", "mail", "refusals"}
_POST = f"""
import json
from django.test import Client
for place, name in enumerate(json.loads({json.dumps(json.dumps(ODD_NAMES))})):
    answer = Client(SERVER_NAME="localhost").post(
        "/api/v1/matters/{MATTER}/claims/",
        json.dumps({{"first_name": "Ana", "last_name": name, "city": name, "country": "US",
                     "email": f"odd{{place}}@example.org", "signed": True}}),
        content_type="application/json", headers={{"Idempotency-Key": f"odd-{{place}}"}})
    assert answer.status_code == 201, answer.content
"""


def main(version: str) -> None:
    """Make the site, pack it, spoil it, pack it again."""
    target = FOLDER / version
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="classfund-landed-") as name:
        work = Path(name)
        files, data = work / "files", work / "site"
        data.mkdir()
        _run("-m", "sample", "--accounts", "150", "--out", str(files), data=data)
        _manage(data, "migrate", "--verbosity=0")
        _manage(data, "open_matter", MATTER)
        kinds = {path.name.split(".")[0]: path for path in files.iterdir()}
        _leave_out(kinds["subscriptions"], _UNNAMED)
        records = [f"--{kind}={kinds[kind]}" for kind in ("accounts", "subscriptions", "messages")]
        _manage(data, "import_records", MATTER, *records)
        _manage(data, "import_claims", MATTER, str(kinds["claims"]))
        _manage(data, "import_exclusions", MATTER, str(kinds["exclusions"]))
        _manage(data, "tally", MATTER)
        bundle = work / "bundle"
        _manage(data, "export_tally", "1", "--format=bundle", f"--out={bundle}", "--with-records")
        _pack(bundle, target / "bundle.tar.xz")
        _pack(data, target / "site.tar.xz")
        _manage(data, "shell", "-c", _POST)
        _manage(data, "tally", MATTER, may_fail=True)
        _pack(data, target / "site-with-odd-claims.tar.xz")


def _leave_out(path: Path, product: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if product not in line), encoding="utf-8")


def _manage(data: Path, *arguments: str, may_fail: bool = False) -> None:
    _run("manage.py", *arguments, data=data, may_fail=may_fail)


def _run(*arguments: str, data: Path, may_fail: bool = False) -> None:
    place = {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'database.sqlite3'}"}
    without_broker = {key: value for key, value in os.environ.items() if key != "REDIS_URL"}
    subprocess.run([sys.executable, *arguments], env=without_broker | place, check=not may_fail)


def _pack(folder: Path, archive: Path) -> None:
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and path.suffix != ".lock" and not _LEFT_OUT & set(inside.parts):
                packed.add(path, str(inside), filter=_nobodys)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main(sys.argv[1])
