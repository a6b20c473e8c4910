"""Where the fund goes, on counsel's page and in the words of a matter that has one."""

import re

import pytest
from django.test import Client

from claims.models import Matter, Tally
from portal.accounts.models import Role
from portal.staff.tallies.fund_figures import fund_figures, share_value
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import populate
from tests.factories import check, open_matter, run_tally
from tests.portal.people import check_page, logged_in, words_of

# Files and engines alone: the database has its part in other tests.
pytestmark = [pytest.mark.one_engine, pytest.mark.long]


@pytest.fixture
def fund(db: None, data_dir: object) -> Matter:
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    return matter


@pytest.fixture
def tally(fund: Matter) -> Tally:
    return run_tally(fund)


def cents(amount: str) -> int:
    return int(re.sub(r"[^\d-]", "", amount))


def test_counsel_sees_the_fund_from_gross_to_net_and_to_whom_it_goes(fund: Matter, tally: Tally):
    answer = logged_in("carmen", fund, Role.COUNSEL).get("/counsel/with-a-fund/")

    words = words_of(answer)
    for shown in (
        "Gross fund $10,000.01 100.0%",
        "Fees -$3,000.00 29.9%",
        "Net fund $7,000.01 70.0%",
        "Payments to approved claims $3,500.01 50.0%",
        "Claims paid 2",
        "Smallest payment $1,750.00",
        "Largest payment $1,750.01",
        "Equal shares 4 $1,000.00 $1,000.00 $0.00 $250.00",
        tally.root_sha256,
    ):
        assert shown in words
    check_page(answer)


def test_payments_reserve_and_residual_add_up_to_the_net_fund_and_tables_to_them(tally: Tally):
    figures = fund_figures(tally)

    assert figures is not None
    assert sum(cents(use.amount) for use in figures.uses) == cents(figures.net) == 700_001
    steps = [cents(line.amount) for line in figures.waterfall]
    assert sum(steps[:-1]) == steps[-1] == 700_001


@pytest.mark.parametrize("part", ["outcomes", "states", "products"])
def test_each_table_adds_up_to_what_is_paid_and_kept(fund: Matter, tally: Tally, part: str):
    answer = logged_in("carmen", fund, Role.COUNSEL).get("/counsel/with-a-fund/")

    lines = getattr(answer.context["figures"], part)
    assert sum(cents(line.paid) for line in lines) == tally.fund["payments_cents"]
    assert sum(cents(line.kept) for line in lines) == tally.fund["kept_cents"]


def test_nobody_paid_has_no_smallest_payment(db: None, data_dir: object):
    matter = open_fund_matter()
    tally = run_tally(matter)

    answer = logged_in("carmen", matter, Role.COUNSEL).get("/counsel/with-a-fund/")

    figures = fund_figures(tally)
    assert figures is not None
    assert figures.smallest is None
    words = words_of(answer)
    assert "Claims paid 0" in words
    assert "Smallest payment" not in words
    assert "left over by rounding and limits $7,000.01 100.0%" in words


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (None, ""),
        ("25000/1", "$250.00"),
        ("0/1", "$0.00"),
        ("700001/2", "about $3,500.005000"),
        ("1/3", "about $0.003333"),
    ],
)
def test_the_value_of_a_share_is_exact_or_said_to_be_about_that(exact: str | None, shown: str):
    assert share_value(exact, "USD") == shown


@pytest.mark.parametrize("path", ["/counsel/with-a-fund/", "/with-a-fund/"])
def test_pages_of_a_matter_with_a_fund_do_not_say_that_there_is_none(
    fund: Matter, tally: Tally, path: str
):
    words = words_of(logged_in("carmen", fund, Role.COUNSEL).get(path))

    assert "no fund" not in words.lower()
    assert "exposure" not in words.lower()


def test_pages_of_a_matter_without_one_say_so(db: None, data_dir: object):
    matter = open_matter()
    run_tally(matter)

    totals = words_of(logged_in("carmen", matter, Role.COUNSEL).get("/counsel/linkedin-inmail/"))
    about = words_of(Client().get("/linkedin-inmail/"))

    assert "There is no fund." in totals
    assert "Net fund" not in totals
    assert "There is no fund and nobody is paid." in about
