"""`link_quality` and `train_linkage`: what they print, and the one line they fail with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.models import Linkage, LinkageVersion, Matter, OutboxEntry
from tests.claims.casework.assessment.test_linkage_decisions import ANA, BEN
from tests.factories import file_claim, member, open_matter, produce

pytestmark = pytest.mark.one_engine

Run = Callable[..., Any]
Refusal = Callable[..., str]
SLUG = "linkedin-inmail"


@pytest.fixture
def matter() -> Matter:
    matter = open_matter()
    produce(matter, member("A1", **ANA), member("A2", **BEN), member("A3"))
    file_claim(matter, external_ref="R1", **ANA)
    file_claim(matter, external_ref="R2", email="a2@example.org", first_name="Ben")
    file_claim(matter, external_ref="R3", **ANA | {"first_name": ""})
    file_claim(matter, external_ref="R4", first_name="Zoë", last_name="Quist")
    return matter


def truth(folder: Path, text: str) -> Path:
    path = folder / "truth.csv"
    path.write_text(text, encoding="utf-8")
    return path


ALL = "external_ref,account_id\nR1,A1\nR2,A2\nR3,A1\nR4,\n"


def test_it_measures_what_matching_decided(run: Run, matter: Matter, tmp_path: Path):
    told = run("link_quality", SLUG, "--truth", truth(tmp_path, ALL))

    assert told["linkage_model"] == 1
    assert told["claims"] == 4
    shares = {name: (told[name]["count"], told[name]["of"]) for name in ("precision", "recall")}
    assert shares == {"precision": (2, 2), "recall": (2, 3)}
    assert (told["automatic"]["count"], told["referred"]["count"]) == (2, 1)
    assert told["found"]["count"] == 3
    assert [(row["error"], row["external_ref"]) for row in told["errors"]] == [("referred", "R3")]
    assert not OutboxEntry.objects.filter(topic="assess_claim", done_at__isnull=True).exists()


def test_what_the_file_and_the_matter_have_not_in_common_is_told(
    run: Run, matter: Matter, tmp_path: Path
):
    told = run(
        "link_quality",
        SLUG,
        "--truth",
        truth(tmp_path, "external_ref,account_id\nR1,A1\nR9,A2\nR4,GONE\n"),
    )

    assert (told["claims"], told["not_measured"], told["not_filed"]) == (2, 2, 1)
    assert told["accounts_not_listed"] == 1
    assert (told["recall"]["count"], told["recall"]["of"]) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("reference,account_id\nR1,A1\n", "external_ref"),
        ("external_ref,account_id\n,A1\n", "line 2, external_ref: It is blank. Name a claim."),
        (
            "external_ref,account_id\nR1,A1\nR1,A2\n",
            "line 3: R1 came before with another account.",
        ),
        ("external_ref,account_id\nX1,A1\n", "none of its 1 rows names a claim"),
        ("external_ref,account_id\nR1,A1,A2\n", "line 2"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused_before_any_work(
    refusal: Refusal, matter: Matter, tmp_path: Path, text: str, line: str
):
    said = refusal("link_quality", SLUG, "--truth", truth(tmp_path, text))

    assert line in said
    assert not Linkage.objects.exists()


def test_training_again_makes_another_version(run: Run, matter: Matter):
    first = run("train_linkage", SLUG)
    second = run("train_linkage", SLUG, "--upper", "0.999")

    assert (first["number"], second["number"]) == (1, 2)
    assert (second["upper"], second["lower"]) == (0.999, first["lower"])
    assert LinkageVersion.objects.count() == 2


def test_thresholds_out_of_order_are_refused(refusal: Refusal, matter: Matter):
    assert "not in order" in refusal("train_linkage", SLUG, "--upper", "1.5")


def test_a_matter_without_records_has_nothing_to_train_on(refusal: Refusal):
    open_matter("empty")

    assert "has no records yet" in refusal("train_linkage", "empty")


def test_what_was_passed_over_in_the_truth_is_told(run: Run, matter: Matter, tmp_path: Path):
    said = run("link_quality", SLUG, "--truth", truth(tmp_path, ALL.replace("_", " ") + ",\n"))

    assert [note["what"] for note in said["notes"]] == ["header", "blank_rows"]
