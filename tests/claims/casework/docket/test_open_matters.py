"""A matter is opened from its plan, and each other text is its next version."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from claims import plans
from claims.audit.trail_check import check_trail
from claims.casework import docket
from claims.models import Event, Matter, PlanVersion
from tests.factories import LATER, OPENED, OPERATOR, open_matter, plan_text

LONGER = ("cure_days: 30", "cure_days: 31")
THREADS = 4


def open_text(text: str) -> docket.OpenedMatter:
    return docket.open_matter(text, "plan.yaml", actor=OPERATOR, at=LATER)


def test_a_matter_has_the_head_of_its_plan(matter: Matter):
    assert (matter.slug, matter.docket, matter.currency) == (
        *("linkedin-inmail", "5:25-cv-00709", "USD"),
    )
    assert matter.time_zone == "America/Los_Angeles"
    assert matter.filing_opens_at == datetime(2026, 1, 15, 8, tzinfo=UTC)
    assert matter.filing_closes_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert str(matter.class_period_starts_on) == "2021-01-21"
    assert str(matter.class_period_ends_on) == "2024-09-18"
    assert matter.opened_at == OPENED
    assert len(bytes(matter.notice_key)) == 32


def test_the_same_text_again_changes_nothing(matter: Matter):
    before = Matter.objects.values().get()

    opened = open_text(plan_text())

    assert (opened.is_new, opened.plan_version.number) == (False, 1)
    assert Matter.objects.values().get() == before
    assert Event.objects.count() == 1


def test_another_text_is_the_next_version_and_its_head_is_the_matters(matter: Matter):
    key = bytes(matter.notice_key)
    text = plan_text().replace(*LONGER).replace('closes: "2026-07-01', 'closes: "2026-08-01')

    opened = open_text(text)

    matter.refresh_from_db()
    assert (opened.is_new, opened.plan_version.number) == (True, 2)
    assert docket.current_plan(matter).cure_days == 31
    assert matter.filing_closes_at == datetime(2026, 8, 1, 7, tzinfo=UTC)
    assert bytes(matter.notice_key) == key, "notices that were printed are still read"
    assert check_trail([matter]).first_break is None


def test_going_back_to_an_earlier_text_is_a_version_of_its_own(matter: Matter):
    open_text(plan_text().replace(*LONGER))

    opened = open_text(plan_text())

    assert (opened.is_new, opened.plan_version.number) == (True, 3)
    assert docket.current_plan(matter).cure_days == 30
    assert check_trail([matter]).first_break is None


def test_a_text_that_is_no_plan_leaves_everything_as_it_was(matter: Matter):
    with pytest.raises(plans.PlanError):
        open_text(plan_text().replace("cure_days: 30", "cure_days: soon"))

    assert PlanVersion.objects.count() == 1


def test_a_matter_that_is_not_open_is_named_with_those_that_are(matter: Matter):
    open_matter("another-matter")

    with pytest.raises(docket.UnknownMatter) as error:
        docket.find_matter("nobody")

    assert str(error.value) == (
        "No matter is called nobody. Open matters: another-matter, linkedin-inmail. "
        "Open one with: manage.py open_matter nobody"
    )


@pytest.mark.usefixtures("db")
def test_where_none_is_open_it_says_so():
    with pytest.raises(docket.UnknownMatter, match="Open matters: none yet"):
        docket.find_matter("nobody")


def in_threads(work: Callable[[int], object]) -> list[object]:
    ready = Barrier(THREADS)

    def run_one(place: int) -> object:
        try:
            ready.wait(30)
            return work(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run_one, range(THREADS)))


@pytest.mark.django_db(transaction=True)
def test_one_plan_opened_several_times_at_once_is_one_matter_and_one_version():
    opened = in_threads(lambda _: open_text(plan_text()).is_new)

    assert sorted(map(bool, opened)) == [False] * (THREADS - 1) + [True]
    assert (Matter.objects.count(), PlanVersion.objects.count()) == (1, 1)
    assert check_trail(list(Matter.objects.all())).first_break is None


@pytest.mark.django_db(transaction=True)
def test_several_texts_opened_at_once_are_numbered_one_after_the_other():
    open_matter()

    in_threads(lambda n: open_text(plan_text().replace("cure_days: 30", f"cure_days: 4{n}")))

    numbers = PlanVersion.objects.values_list("number", flat=True)
    assert list(numbers) == list(range(1, THREADS + 2))
    assert check_trail(list(Matter.objects.all())).first_break is None
