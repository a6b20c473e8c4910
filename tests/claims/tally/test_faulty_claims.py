"""A claim whose data makes a stage fail is put aside; the tally of all others is struck."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis.expr.types as ir
import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.exports import export_tally
from claims.models import Claim, Determination, Event, EventKind, Matter, Tally, Work
from claims.tally import assessment_stage, duplicates_stage, facts_stage, snapshot_stage
from claims.verification import verify_bundle
from tests.factories import (
    LATER,
    NOW,
    OPERATOR,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
    trail_of,
)
from tests.remembered import begin_with


def six_claims() -> None:
    matter = open_matter()
    produce(matter, *(member(f"A{n}") for n in range(1, 6)))
    for n in range(1, 6):
        file_claim(matter, email=f"a{n}@example.org")
    file_claim(matter, email="nobody@example.net")
    check(matter)


def six_claims_tallied() -> None:
    six_claims()
    run_tally(Matter.objects.get())


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    begin_with(six_claims)
    return Matter.objects.get()


@pytest.fixture
def whole(db: None, data_dir: object) -> Tally:
    """A tally of all of them, before any stage fails."""
    begin_with(six_claims_tallied)
    return Tally.objects.get()


def fails_on(monkeypatch: pytest.MonkeyPatch, stage: str, claim: Claim) -> None:
    """Have the stage fail wherever the claim is among those it is done for."""
    modules: dict[str, tuple[Any, str]] = {
        "snapshot": (snapshot_stage, "_freeze"),
        "facts": (facts_stage, "_known_facts"),
        "assess": (assessment_stage, "_assessed_claims"),
        "duplicates": (duplicates_stage, "_determined_claims"),
    }
    module, name = modules[stage]
    does: Callable[..., Any] = getattr(module, name)

    def done(*arguments: Any) -> Any:
        if _holds(arguments, claim):
            raise duckdb.ConversionException("Could not convert 'Ruiz'")
        return does(*arguments)

    monkeypatch.setattr(module, name, done)


def _holds(arguments: tuple[Any, ...], claim: Claim) -> bool:
    for each in arguments:
        if isinstance(each, ir.Table) and "claim_id" in each.columns:
            rows = each.to_pyarrow().to_pylist()
            return any(r["claim_id"] == claim.pk and not r["put_aside"] for r in rows)
        if hasattr(each, "filter"):
            return bool(each.filter(pk=claim.pk, put_aside="").exists())
    raise AssertionError("The stage was not handed its claims.")


@pytest.mark.parametrize("stage", ["snapshot", "facts", "assess", "duplicates"])
def test_a_claim_that_a_stage_fails_on_waits_and_all_others_are_counted(
    whole: Tally, stage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    matter = whole.matter
    odd = Claim.objects.get(email="a3@example.org")
    fails_on(monkeypatch, stage, odd)
    file_claim(matter, email="somebody@example.net")

    tally = run_tally(matter, LATER)

    odd.refresh_from_db()
    assert (tally.state, tally.beginnings) == (Tally.State.SEALED, 2)
    assert odd.put_aside == Work.TALLY
    assert tally.counts == whole.counts | {
        "claims": 7,
        "unmatched": 2,
        "put_aside": 1,
        "payable": {"eligible": 4, "undetermined": 1, "ineligible": 0},
    }
    told = Determination.objects.get(tally=tally, claim=odd)
    assert (told.outcome, told.verdict) == ("payable", "undetermined")
    assert "put_aside.unknown" in told.reasons
    assert check_audit([matter]).ok
    export_tally(tally, "bundle", tmp_path / "bundle", actor=OPERATOR, at=LATER)
    found = verify_bundle(tmp_path / "bundle", root=tally.root_sha256)
    assert found.ok, found.first_difference


def test_an_unmatched_claim_that_a_stage_fails_on_stays_unmatched(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    fails_on(monkeypatch, "assess", Claim.objects.get(email="nobody@example.net"))

    tally = run_tally(matter)

    assert (tally.counts["unmatched"], tally.counts["put_aside"]) == (1, 1)
    assert tally.counts["payable"]["undetermined"] == 0


def test_the_trail_names_the_work_and_no_word_of_the_claim(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    odd = Claim.objects.get(email="a3@example.org")
    fails_on(monkeypatch, "assess", odd)

    run_tally(matter)

    event = Event.objects.get(claim=odd, kind=EventKind.PUT_ASIDE)
    assert event.data == {"work": "tally", "problem": "ConversionException"}


def test_the_next_tally_tries_again_and_comes_to_the_root_of_one_without_a_fault(
    whole: Tally, monkeypatch: pytest.MonkeyPatch
):
    matter = whole.matter
    odd = Claim.objects.get(email="a3@example.org")
    with monkeypatch.context() as broken:
        fails_on(broken, "facts", odd)
        aside = run_tally(matter, LATER)

    mended = run_tally(matter, LATER)

    odd.refresh_from_db()
    assert odd.put_aside == ""
    assert trail_of(odd)[-2:] == ["put_aside", "taken_up"]
    assert mended.root_sha256 == whole.root_sha256 != aside.root_sha256
    assert check_audit([matter]).ok


def test_what_fails_without_being_of_a_claim_is_said_as_it_is(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: Any) -> Any:
        raise duckdb.ConversionException("always")

    for n in range(10):
        file_claim(matter, email=f"more{n}@example.net")
    monkeypatch.setattr(assessment_stage, "_assessed_claims", fail)

    with pytest.raises(duckdb.ConversionException):
        run_tally(matter)

    assert not Claim.objects.exclude(put_aside="").exists()


def test_a_bundle_that_hides_who_is_put_aside_is_found_out(
    matter: Matter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    fails_on(monkeypatch, "assess", Claim.objects.get(email="a3@example.org"))
    tally = run_tally(matter)
    export_tally(tally, "bundle", tmp_path / "bundle", actor=OPERATOR, at=NOW)
    path = tmp_path / "bundle" / "facts.csv"
    lines = path.read_text().splitlines()
    place = lines[0].split(",").index("put_aside")
    hidden = [
        ",".join("false" if n == place and at else cell for n, cell in enumerate(line.split(",")))
        for at, line in enumerate(lines)
    ]
    path.write_text("\n".join(hidden) + "\n")

    found = verify_bundle(tmp_path / "bundle", root=tally.root_sha256)

    assert not found.ok
    assert "no claim is put aside" in (found.first_difference or "")
