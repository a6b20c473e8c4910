"""The sealed bundle: everything that is needed to recompute a tally, and no person in it.

claims/verification/README.md says what each file holds; `verify` there reads it back.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import claims.law.statutes
from claims.casework.docket.open_matters import plan_of
from claims.exports.code_version import code_version
from claims.exports.court_records import write_records
from claims.exports.determinations import utc_text
from claims.exports.manifest import MANIFEST_FILE
from claims.files.hashes import sha256_of_file
from claims.models import Tally
from claims.plans import Plan
from claims.plans.amounts import Statutory
from claims.tally.canonical_tables import READINGS, canonical_files

FORMAT = "classfund-bundle/1"
RULES_VERSION = 2
"""By which facts are drawn: 2 tells refunds apart, and values that the plan does not name."""
_LAW_FOLDER = Path(claims.law.statutes.__file__).parent
_README_TEXT = """\
{caption}
Tally {tally}, sealed at {sealed_at}
Root: {root}

This folder holds everything from which the tally was computed and what came out of it:

  plan.yaml            the plan of allocation as it was used
  statutes/            the statutes that the plan's sums are taken from
  facts.csv            what was known of each claim, one row a claim
  determinations.csv   what was decided and what is owed, one row a claim
  pseudonyms.csv       for whoever holds the matter's key: which person a row is about
{readings}  manifest.json        the SHA-256 of each file, the totals, the root

A claim is called by its number, its place in the order of filing. No name, address or reference of
a person is in this folder.{records}

To check every determination and every cent, get Classfund, which is free software, and run

  python -m claims.verification FOLDER --root {root}

It needs no database and no settings. It computes each claim again from the facts and the plan, by
a second program that shares nothing with the first but the grammar of plans, and says ok or which
claim differs first. Take the root from a report that you trust, not from this file.
"""
_READINGS_LINE = "  readings.csv         what people said that values in the records are\n"
_RECORDS_PARAGRAPH = """
This copy is for the court: records/ holds the defendant's records and which account each claim is
for, so that the facts are drawn from the records again too. Keep it under seal."""


def is_bundle(manifest: Mapping[str, Any]) -> bool:
    """Is this the manifest of a bundle, and not of other files?"""
    return manifest.get("format") == FORMAT


def write_bundle(tally: Tally, folder: Path, *, with_records: bool = False) -> list[Path]:
    """Write the bundle of a sealed tally into the folder; returns its files, the manifest last.

    `with_records`: the court's copy, which starts at the records. Raises StageFileAltered or
    ProductionAltered if a file of the tally or the records is no longer what was sealed.
    """
    production = tally.production
    if with_records:
        write_records(tally, folder / "records")
    about = {
        "matter": tally.matter.slug,
        "caption": tally.matter.caption,
        "tally": tally.number,
        "seal_sha256": tally.seal_sha256,
        "engine": tally.engine,
        "code": code_version(),
        "started_at": utc_text(tally.started_at),
        "sealed_at": utc_text(tally.sealed_at) if tally.sealed_at else None,
        "records": {
            "number": production.number,
            "sha256": production.sha256,
            "files": dict(production.hashes),
            "incomplete": list(production.incomplete_kinds),
            "rules": RULES_VERSION,
        }
        if production
        else None,
    }
    totals = {
        "counts": tally.counts,
        "awards_cents": tally.totals_cents,
        "fund": tally.fund,
    }
    return assemble_bundle(
        folder,
        plan_text=tally.plan_version.text,
        plan=plan_of(tally.plan_version),
        tables=canonical_files(tally),
        totals=totals,
        root=tally.root_sha256,
        about=about,
        with_records=with_records,
    )


def assemble_bundle(
    folder: Path,
    *,
    plan_text: str,
    plan: Plan,
    tables: Mapping[str, Path],
    totals: Mapping[str, Any],
    root: str,
    about: Mapping[str, Any],
    with_records: bool = False,
) -> list[Path]:
    """Put a bundle together from its parts; returns its files, the manifest last.

    `tables` are the canonical files by name, `about` what the manifest also says. Files that lie in
    the folder's records/ are named by the manifest too.
    """
    files = [_write_text(folder / "plan.yaml", plan_text)]
    for name, path in tables.items():
        files.append(folder / f"{name}.csv")
        shutil.copyfile(path, files[-1])
    for name, path in _law_files(plan).items():
        files.append(folder / "statutes" / name)
        files[-1].parent.mkdir(exist_ok=True)
        shutil.copyfile(path, files[-1])
    said = {"caption": "", "tally": "", "sealed_at": "", **about}
    records = _RECORDS_PARAGRAPH if with_records else ""
    readme = _README_TEXT.format(
        caption=said["caption"],
        tally=said["tally"],
        sealed_at=said["sealed_at"],
        root=root,
        readings=_READINGS_LINE if READINGS in tables else "",
        records=records,
    )
    files.append(_write_text(folder / "README.txt", readme))
    if with_records:
        files += sorted(path for path in (folder / "records").rglob("*") if path.is_file())
    manifest = {
        **about,
        "format": FORMAT,
        "root": root,
        "plan_sha256": plan.sha256,
        "totals": totals,
        "files": {path.relative_to(folder).as_posix(): sha256_of_file(path) for path in files},
    }
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return [*files, _write_text(folder / MANIFEST_FILE, text)]


def _law_files(plan: Plan) -> dict[str, Path]:
    """The data files that the plan's sums rest on, by the name they have in a bundle."""
    regimes = {
        amount.statutory.regime
        for _, amount in plan.every_amount()
        if isinstance(amount, Statutory)
    }
    found = {
        f"{regime}.yaml": _LAW_FOLDER / "data" / f"{regime}.yaml" for regime in sorted(regimes)
    }
    if plan.tax_cap is not None:
        name = f"{plan.tax_cap.form.lower()}.yaml"
        found[name] = _LAW_FOLDER / "reporting_forms" / name
    return found


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
