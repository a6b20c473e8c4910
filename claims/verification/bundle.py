"""A sealed bundle checked from end to end: hashes, plan, every claim, totals."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from claims.plans import Plan, PlanError, load
from claims.verification.cells import NotABundle, determination_columns, facts_columns, rows_of
from claims.verification.recomputing import determinations, standing_of

FORMAT = "classfund-bundle/1"
REQUIRED = ("determinations.csv", "facts.csv", "plan.yaml")


@dataclass(frozen=True)
class Verification:
    """Whether a bundle is what it says; `root` stands for all of its files together."""

    ok: bool
    root: str
    claims: int
    totals_cents: dict[str, int]
    first_difference: str | None

    def as_json(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return asdict(self)


class _Differs(Exception):
    """The bundle is readable, and says something that the recomputation does not."""


def verify_bundle(folder: Path) -> Verification:
    """Recompute every claim of the bundle from its facts and compare.

    Never raises for what is in the folder: a bundle that cannot be read is not ok either, and
    `first_difference` says why. Claims are read one at a time, in the order of their ids.
    """
    root, counted, totals = "", 0, dict[str, int]()
    try:
        manifest = _manifest(folder)
        root = root_of(manifest["files"])
        _check_hashes(folder, manifest["files"])
        plan = _plan(folder, manifest)
        totals = {head.key: 0 for head in plan.heads_of_award}
        for expected in _compared(folder, plan):
            counted += 1
            for key in totals:
                totals[key] += expected[f"award_{key}"]
        _check_totals(manifest, totals)
    except (_Differs, NotABundle) as error:
        return Verification(False, root, counted, totals, str(error))
    return Verification(True, root, counted, totals, None)


def root_of(files: Mapping[str, str]) -> str:
    """One hash for all files: SHA-256 over the JSON of name to SHA-256, sorted, without spaces."""
    text = json.dumps(dict(files), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotABundle(f"{folder} has no manifest.json. Give the folder of a bundle.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise NotABundle(
            "manifest.json cannot be read as JSON. Export the bundle again."
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotABundle(f"manifest.json: format is not {FORMAT}. Export the bundle again.")
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        raise NotABundle("manifest.json: files does not give a SHA-256 for each file's name.")
    for name in REQUIRED:
        if name not in files:
            raise NotABundle(f"manifest.json: files does not name {name}. Export the bundle again.")
    return manifest


def _check_hashes(folder: Path, files: Mapping[str, str]) -> None:
    for name, expected in sorted(files.items()):
        if name in ("", ".", "..") or Path(name).name != name:
            raise NotABundle(f"manifest.json: {name!r} is not the name of a file in the bundle.")
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise NotABundle(f"{name} is named by manifest.json and cannot be read.") from error
        if found != expected:
            raise _Differs(
                f"{name} was changed: its SHA-256 is {found}, the manifest's {expected}."
            )


def _plan(folder: Path, manifest: Mapping[str, Any]) -> Plan:
    try:
        plan = load(folder / "plan.yaml")
    except PlanError as error:
        raise NotABundle(str(error)) from error
    stated = manifest.get("plan_sha256")
    if stated != plan.sha256:
        raise _Differs(f"plan.yaml is plan {plan.sha256}, the manifest says {stated}.")
    return plan


def _compared(folder: Path, plan: Plan) -> Iterator[dict[str, Any]]:
    """Every recomputed determination, once it was found equal to the published one."""
    facts, published = folder / "facts.csv", folder / "determinations.csv"
    standing = standing_of(rows_of(facts, facts_columns(plan)), plan)
    expected_rows = determinations(rows_of(facts, facts_columns(plan)), standing, plan)
    published_rows = rows_of(published, determination_columns(plan))
    last = None
    for expected, found in zip_longest(expected_rows, published_rows):
        _check_same_claim(expected, found, last)
        last = expected["claim_id"]
        for column, value in expected.items():
            if found[column] != value:
                raise _Differs(
                    f"claim {expected['claim_id']}: {column} is published as "
                    f"{_shown(found[column])}, recomputed as {_shown(value)}."
                )
        yield expected


def _check_same_claim(
    expected: Mapping[str, Any] | None, found: Mapping[str, Any] | None, last: int | None
) -> None:
    if found is None and expected is not None:
        raise _Differs(f"claim {expected['claim_id']} has facts and no published determination.")
    if expected is None and found is not None:
        raise _Differs(f"claim {found['claim_id']} has a published determination and no facts.")
    if expected is None or found is None:
        return
    if expected["claim_id"] != found["claim_id"]:
        claim = min(expected["claim_id"], found["claim_id"])
        raise _Differs(f"claim {claim} is in one of facts.csv and determinations.csv only.")
    if last is not None and expected["claim_id"] <= last:
        raise _Differs(f"claim {expected['claim_id']} is there twice or out of order.")


def _check_totals(manifest: Mapping[str, Any], totals: Mapping[str, int]) -> None:
    stated = manifest.get("totals_cents")
    if stated != dict(totals):
        raise _Differs(f"totals_cents are stated as {stated}, recomputed as {dict(totals)}.")


def _shown(value: Any) -> str:
    return (
        "blank" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )
