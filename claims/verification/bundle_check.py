"""A sealed bundle checked from end to end: hashes, plan, statutes, every claim, totals, root."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from claims.plans import Plan, PlanError, as_matter_plan, load
from claims.verification import bundle_statutes
from claims.verification.bundle_comparison import BundleComparison, compare_bundle
from claims.verification.bundle_facts import BundleMismatch
from claims.verification.bundle_manifest import changed_files, read_manifest
from claims.verification.bundle_readings import read_readings
from claims.verification.bundle_records import check_records, has_records_folder
from claims.verification.bundle_rows import NotABundle
from claims.verification.root import root_of

Progress = Callable[[str, int], None]
"""Called now and then with what is being done and how many claims of it are."""


@dataclass(frozen=True)
class Verification:
    """Whether a bundle is what it says.

    `root` stands for its plan, facts, determinations and totals, as recomputed; it is empty where
    they could not be. `first_difference` is None exactly if it is `ok`.
    """

    ok: bool
    root: str
    claims: int
    totals: dict[str, Any]
    first_difference: str | None

    def as_json(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return asdict(self)


def verify_bundle(folder: Path, *, root: str = "", show: Progress | None = None) -> Verification:
    """Recompute every claim of the bundle from its facts and compare.

    `root` is what the bundle's root has to be, as a report prints it; without it the manifest is
    believed. Never raises for what is in the folder: a bundle that cannot be read is not ok either,
    and `first_difference` says why. Where files were changed and a claim differs, it says both.
    """
    notes: list[str] = []
    compared = None
    found = ""
    try:
        manifest = read_manifest(folder)
        notes += changed_files(folder, manifest["files"])
        plan = _plan(folder)
        if manifest.get("plan_sha256") != plan.sha256:
            notes.append(
                f"plan.yaml is plan {plan.sha256}, the manifest says "
                f"{manifest.get('plan_sha256')!s:.64}."
            )
        statute = bundle_statutes.statute_difference(folder, plan.as_json())
        if statute is not None:
            notes.append(statute)
        readings = read_readings(folder, manifest["files"])
        compared = compare_bundle(folder, plan, show)
        found = root_of(
            plan.sha256,
            compared.facts,
            compared.determinations,
            compared.totals,
            readings.sha256,
        )
        _check_totals_and_root(manifest, compared, found, root)
        if has_records_folder(manifest["files"]):
            check_records(folder, plan, manifest.get("records"), readings)
    except (BundleMismatch, NotABundle) as error:
        notes.append(str(error))
    if notes and compared is not None and len(notes) == 1 and " was changed: " in notes[0]:
        notes.append("No determination differs from what its facts give.")
    counted, totals = (compared.claims, compared.totals) if compared else (0, {})
    return Verification(not notes, found, counted, totals, " ".join(notes) or None)


def _plan(folder: Path) -> Plan:
    try:
        return as_matter_plan(load(folder / "plan.yaml"), "plan.yaml")
    except PlanError as error:
        raise NotABundle(str(error)) from error


def _check_totals_and_root(
    manifest: Mapping[str, Any], compared: BundleComparison, found: str, wanted: str
) -> None:
    difference = _first_difference(manifest.get("totals"), compared.totals, "totals")
    if difference is not None:
        raise BundleMismatch(difference)
    if manifest.get("root") != found:
        raise BundleMismatch(
            f"The root is stated as {manifest.get('root')!s:.64}, recomputed as {found}."
        )
    if wanted and wanted != found:
        raise BundleMismatch(f"The root should be {wanted:.64}, recomputed it is {found}.")


def _first_difference(stated: Any, recomputed: Any, name: str) -> str | None:
    """The first figure, by its way through the JSON, that is stated otherwise than recomputed."""
    if isinstance(stated, Mapping) and isinstance(recomputed, Mapping):
        for key in [*recomputed, *(key for key in stated if key not in recomputed)]:
            inside = _first_difference(stated.get(key), recomputed.get(key), f"{name}.{key}")
            if inside is not None:
                return inside
        return None
    if isinstance(stated, list) and isinstance(recomputed, list) and len(stated) == len(recomputed):
        for place, (one, other) in enumerate(zip(stated, recomputed, strict=True)):
            inside = _first_difference(one, other, f"{name}[{place}]")
            if inside is not None:
                return inside
        return None
    if stated == recomputed and type(stated) is type(recomputed):
        return None
    return f"{name} is stated as {stated!s:.80}, recomputed as {recomputed!s:.80}."
