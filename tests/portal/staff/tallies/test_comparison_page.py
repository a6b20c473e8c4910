"""The page that compares two tallies: what changed, why, fifty claims at a time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from claims.models import Claim, Matter, OutboxEntry, Tally
from claims.tally.stage_files import tally_folder
from portal.accounts.models import Role
from portal.staff.tallies import comparison_page
from portal.worker import jobs
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import populate
from tests.factories import LATER, NOW, check, file_claim, member, produce, run_tally
from tests.portal.people import check_page, logged_in, words_of

# Files and engines alone: the database has its part in other tests.
pytestmark = [pytest.mark.one_engine, pytest.mark.long]


COMPARE = {
    Role.ADMINISTRATOR: "/administrator/with-a-fund/tallies/compare/",
    Role.COUNSEL: "/counsel/with-a-fund/tallies/compare/",
}


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    """Two tallies: between them a3 is withdrawn, and a7 comes in."""
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    run_tally(matter)
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)
    produce(matter, member("A7"))
    file_claim(matter, email="a7@example.org", external_ref="a7-first")
    check(matter)
    run_tally(matter, LATER)
    return matter


def as_a(role: Role, matter: Matter) -> Client:
    return logged_in("somebody", matter, role)


@pytest.mark.parametrize("role", list(Role))
def test_two_tallies_are_chosen_without_javascript(matter: Matter, role: Role):
    answer = as_a(role, matter).get(COMPARE[role])

    page = answer.content.decode()
    assert (answer.context["old"], answer.context["new"]) == (1, 2)
    assert '<option value="1" selected>' in page
    assert "comparison" not in answer.context
    check_page(answer)


@pytest.mark.parametrize("role", list(Role))
def test_changes_are_shown_with_their_cause_and_add_up(matter: Matter, role: Role):
    answer = as_a(role, matter).get(COMPARE[role], {"old": 1, "new": 2})

    words = words_of(answer)
    assert "2 claims changed." in words
    assert "New claim The claim itself 1" in words
    assert "withdrawn" in words
    totals = {
        total.label: (total.before, total.after, total.change) for total in answer.context["totals"]
    }
    assert totals["Paid"] == ("$3,500.01", "$3,500.01", "$0.00")
    assert [line.amounts[0].change for line in answer.context["lines"]] == [
        "-$1,750.00",
        "+$1,750.00",
    ]
    check_page(answer)


def test_only_the_administrator_is_led_to_the_claim(matter: Matter):
    reference = Claim.objects.get(external_ref="a3-first").reference

    pages = {
        role: as_a(role, matter).get(COMPARE[role], {"old": 1, "new": 2}).content.decode()
        for role in Role
    }

    address = f"/administrator/with-a-fund/claims/{reference}/"
    assert address in pages[Role.ADMINISTRATOR]
    assert address not in pages[Role.COUNSEL]
    assert reference in pages[Role.COUNSEL]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"old": "1", "new": "1"}, "Choose two different tallies.", id="the same"),
        pytest.param({"old": "1", "new": "9"}, "There is no such sealed tally.", id="unknown"),
        pytest.param({"old": "9" * 40, "new": "x"}, "From tally 1 to tally 2", id="no numbers"),
        pytest.param({"old": "2", "new": "1"}, "From tally 1 to tally 2", id="the other way round"),
        pytest.param({"old": "1", "new": "2", "page": "99"}, "1 to 2 of 2", id="no such page"),
    ],
)
def test_whatever_is_asked_for_gets_an_answer(matter: Matter, asked: dict[str, str], says: str):
    answer = as_a(Role.COUNSEL, matter).get(COMPARE[Role.COUNSEL], asked)

    assert answer.status_code == 200
    assert says in words_of(answer)


def test_a_tally_of_another_matter_is_not_compared(matter: Matter):
    other = open_fund_matter("another-fund")
    run_tally(other)

    answer = as_a(Role.COUNSEL, matter).get(COMPARE[Role.COUNSEL], {"old": 1, "new": 3})

    assert "There is no such sealed tally." in words_of(answer)


def test_one_tally_cannot_be_compared(matter: Matter):
    Tally.objects.filter(number=2).update(state=Tally.State.CANCELLED)

    answer = as_a(Role.COUNSEL, matter).get(COMPARE[Role.COUNSEL])

    assert "There are not yet two sealed tallies." in words_of(answer)


def test_many_changes_come_in_pages_for_the_same_queries(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    client = as_a(Role.COUNSEL, matter)
    asked = {"old": 1, "new": 2}
    client.get(COMPARE[Role.COUNSEL], asked)
    with CaptureQueriesContext(connection) as all_on_one:
        client.get(COMPARE[Role.COUNSEL], asked)
    monkeypatch.setattr(comparison_page, "CHANGES_A_PAGE", 1)

    with CaptureQueriesContext(connection) as first_only:
        first = client.get(COMPARE[Role.COUNSEL], asked)
    second = client.get(COMPARE[Role.COUNSEL], asked | {"page": 2})

    assert len(all_on_one) == len(first_only)
    shown = [[line.reference for line in page.context["lines"]] for page in (first, second)]
    references = list(
        Claim.objects.filter(external_ref__in=["a3-first", "a7-first"])
        .order_by("pk")
        .values_list("reference", flat=True)
    )
    assert shown == [[references[0]], [references[1]]]
    assert "?old=1&amp;new=2&amp;page=2" in first.content.decode()


def test_the_page_is_there_in_spanish(matter: Matter):
    answer = as_a(Role.COUNSEL, matter).get(
        COMPARE[Role.COUNSEL], {"old": 1, "new": 2}, headers={"Accept-Language": "es"}
    )

    assert "La reclamación misma" in words_of(answer)


def test_many_claims_are_compared_by_a_worker_and_the_page_says_so(
    matter: Matter, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.REDIS_URL = "redis://there-is-one"
    monkeypatch.setattr(comparison_page, "CLAIMS_AT_ONCE", 0)
    somebody, path = as_a(Role.ADMINISTRATOR, matter), COMPARE[Role.ADMINISTRATOR]

    for _ in range(2):
        answer = somebody.get(path, {"old": 1, "new": 2})
        assert "comparison" not in answer.context
        assert "a worker compares them now" in words_of(answer)
        check_page(answer)
    entry = OutboxEntry.objects.get(topic=OutboxEntry.Topic.COMPARE)

    jobs.process([entry.pk])

    answer = somebody.get(path, {"old": 1, "new": 2})
    assert answer.context["comparison"].claims > 0
    entry.refresh_from_db()
    assert entry.done_at is not None


def test_files_that_are_gone_are_told_of_and_not_waited_for(
    matter: Matter, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.REDIS_URL = "redis://there-is-one"
    monkeypatch.setattr(comparison_page, "CLAIMS_AT_ONCE", 0)
    somebody, path = as_a(Role.ADMINISTRATOR, matter), COMPARE[Role.ADMINISTRATOR]
    for file in tally_folder(Tally.objects.get(number=1)).iterdir():
        file.unlink()
    somebody.get(path, {"old": 1, "new": 2})
    jobs.process([OutboxEntry.objects.get(topic=OutboxEntry.Topic.COMPARE).pk])

    answer = somebody.get(path, {"old": 1, "new": 2})

    assert "gone or altered" in words_of(answer)
