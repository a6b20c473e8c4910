"""`tally` on a terminal, with a fund, and cancelled; `compare_tallies`."""

import csv
from collections.abc import Callable
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims import tally as tallying
from claims.models import Claim, Matter, Tally
from portal.management.commands import tally as command
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import populate
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
)

pytestmark = [pytest.mark.one_engine, pytest.mark.long]


Run = Callable[..., Any]
Refusal = Callable[..., str]


@pytest.fixture
def fund() -> Matter:
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    return matter


def printed(name: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


# -- tally ----------------------------------------------------------------------------------------


def test_the_summary_shows_the_fund_and_the_root(fund: Matter):
    told = " ".join(printed("tally", fund.slug).split())

    root = Tally.objects.get().root_sha256
    for shown in (
        "gross $10,000.01",
        "fees -$3,000.00",
        "net $7,000.01",
        "pool equal $1,000.00",
        "value of one share $250.00",
        "payments $3,500.01",
        "claims paid 2",
        "kept for claims not decided $3,500.00",
        "residual $0.00",
        f"Root {root}",
    ):
        assert shown in told
    assert "Exposure" not in told


def test_without_a_fund_the_summary_states_exposure():
    told = printed("tally", open_matter().slug)

    assert "Exposure by legal theory" in told
    assert "The fund" not in told


def test_json_has_the_fund_only_where_there_is_one(run: Run, fund: Matter):
    assert run("tally", fund.slug)["fund"]["net_cents"] == 700_001
    assert "fund" not in run("tally", open_matter().slug)


def test_a_person_who_watches_sees_every_part_of_every_stage(
    monkeypatch: pytest.MonkeyPatch, settings: Any
):
    settings.TALLY_PART_CLAIMS = 2
    matter = open_matter()
    produce(matter, *(member(f"A{n}") for n in range(4)))
    for number in range(4):
        file_claim(matter, email=f"a{number}@example.org")
    shown: list[tuple[str, int, int]] = []

    @contextmanager
    def watched(**_: object) -> Any:
        yield lambda *now: shown.append(now)

    monkeypatch.setattr(command, "progress_bar", watched)

    printed("tally", matter.slug)

    of_tally = [now for now in shown if now[0].startswith("tally 1: ")]
    assert [done for _, done, _ in of_tally if done] == list(range(1, 13))
    assert {of for _, done, of in of_tally if done} == {12}
    told = [words for words, _, _ in of_tally]
    facts = "tally 1: Drawing facts from the records, 1 of 2 parts, 2 rows, left, estimated: less"
    assert any(words.startswith(facts) for words in told)
    assert told[0] == "tally 1: Freezing the claims, left, estimated: not known yet"
    assert told[-1].startswith("tally 1: Done")


def test_a_problem_that_is_tried_again_is_told():
    tally = tallying.start(open_matter(), actor=OPERATOR, at=NOW)
    tally.problem = "The disk is full."
    tally.save()

    words, done, _ = command._progress_text(tally)

    assert done == 0
    assert "tried again after: The disk is full." in words


def test_a_running_tally_is_cancelled(run: Run):
    matter = open_matter()
    tallying.start(matter, actor=OPERATOR, at=NOW)

    assert run("tally", matter.slug, "--cancel") == {"tally": 1, "state": "cancelled"}

    assert Tally.objects.get().state == Tally.State.CANCELLED
    assert printed("tally", matter.slug).startswith("Tally 2 of linkedin-inmail, sealed")


def test_nothing_that_runs_is_nothing_to_cancel(refusal: Refusal):
    matter = open_matter()

    assert refusal("tally", matter.slug, "--cancel").startswith("No tally of linkedin-inmail is")


# -- compare_tallies ------------------------------------------------------------------------------


@pytest.fixture
def two(fund: Matter) -> None:
    run_tally(fund)
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)
    run_tally(fund, LATER)


@pytest.mark.usefixtures("two")
def test_two_tallies_are_compared_as_json_and_as_a_file(run: Run, tmp_path: Path):
    out = tmp_path / "changes.csv"

    found = run("compare_tallies", 1, 2, "--out", out)

    assert (found["old"], found["new"], found["changed"]) == (1, 2, 4)
    assert [(one["kind"], one["cause"], one["claims"]) for one in found["changes"]] == [
        ("outcome", "claim", 1),
        ("amount", "shares", 3),
    ]
    for money, total in found["totals_cents"].items():
        assert total["after"] - total["before"] == total["change"]
        assert total["change"] == sum(one["cents"][money] for one in found["changes"])
    with out.open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 4
    assert found["file"] == str(out)


@pytest.mark.usefixtures("two")
def test_two_tallies_are_compared_for_a_person():
    told = " ".join(printed("compare_tallies", 1, 2).split())

    assert "Tally 2 of with-a-fund, held against tally 1 4 claims changed" in told
    assert "amount shares 3" in told
    assert "kept $3,500.00 $2,333.33 -$1,166.67" in told


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((2, 1), "Tally 2 is not older than tally 1. Give the older one first."),
        ((1, 9), "There is no tally 9. The latest are: 2, 1."),
        ((1, 2, "--out", "/nowhere/at/all.csv"), "/nowhere/at/all.csv: No such file or directory."),
    ],
)
def test_what_cannot_be_compared_or_written_is_refused_in_one_line(
    refusal: Refusal, arguments: tuple[object, ...], says: str
):
    assert refusal("compare_tallies", *arguments).startswith(says)
