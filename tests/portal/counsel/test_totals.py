"""Counsel's totals, and files whose sums equal the page."""

import csv
import hashlib
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Event, EventKind, Matter, Tally
from portal.accounts.models import Role
from portal.staff.tallies.percentages import percent
from tests.claims.exports.sealed_tallies import TYPICAL, Row, seal_tally
from tests.factories import (
    WITH_PROOF,
    WITHOUT_PROOF,
    check,
    file_claim,
    member,
    open_matter,
    produce,
)
from tests.portal.people import check_page, logged_in, words_of

# Pages over a sealed tally: the same whatever the database.
pytestmark = pytest.mark.one_engine


TOTALS = "/counsel/linkedin-inmail/"


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


@pytest.fixture
def carmen(matter: Matter) -> Client:
    return logged_in("carmen", matter, Role.COUNSEL)


@pytest.fixture
def tally(matter: Matter) -> Tally:
    return seal_tally(matter)


def download(client: Client, name: str, number: int = 7) -> bytes:
    answer = client.get(f"{TOTALS}tallies/{number}/{name}")
    assert answer.status_code == 200
    content: bytes = answer.getvalue()
    return content


# -- the page -------------------------------------------------------------------------------------


def test_before_a_tally_is_sealed_the_page_says_so(carmen: Client):
    answer = carmen.get(TOTALS)

    assert "No tally has been sealed yet" in words_of(answer)
    check_page(answer)


def test_the_disclaimer_comes_before_every_figure(carmen: Client, tally: Tally):
    page = carmen.get(TOTALS).content.decode()

    assert page.index("there is no fund") < page.index("<h1") < page.index("$2,000.00")


def test_both_readings_of_the_law_stand_side_by_side(carmen: Client, tally: Tally):
    answer = carmen.get(TOTALS)

    without, with_proof = answer.context["figures"].aggregates
    assert (without.total, without.per_person, without.persons) == ("$2,000.00", "$1,000.00", 2)
    assert (with_proof.total, with_proof.per_person) == ("$0.00", "$0.00")
    words = words_of(answer)
    assert "Fourth, Fifth and Eleventh Circuits" in words
    assert "Pure Power Boot Camp" in words
    assert "Wakefield v. ViSalus" in words
    assert "no ratio can be stated" in words
    check_page(answer)


@pytest.mark.parametrize("part", ["outcomes", "states", "products"])
def test_each_table_adds_up_to_the_aggregate(carmen: Client, tally: Tally, part: str):
    lines = getattr(carmen.get(TOTALS).context["figures"], part)

    amounts = [line.amounts[0] for line in lines]
    assert amounts.count("$1,000.00") + 2 * amounts.count("$2,000.00") == 2


def test_reasons_are_counted_by_outcome(carmen: Client, tally: Tally):
    lines = {line.code: line for line in carmen.get(TOTALS).context["figures"].reasons}

    assert lines["region.met"].claims == (2, 1, 0, 0)
    assert lines["messages.unmet"].total == 1


def test_a_bar_has_its_figure_beside_it_and_no_style(carmen: Client, tally: Tally):
    page = carmen.get(TOTALS).content.decode()

    assert '<rect class="cf-bar cf-bar--eligible" width="100.0%"' in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 3, "33.3%"), (2, 3, "66.6%"), (3, 3, "100.0%"), (0, 3, "0.0%"), (0, 0, "0.0%")],
)
def test_a_share_is_rounded_down_to_a_tenth(part: int, whole: int, shown: str):
    assert percent(part, whole) == shown


def test_an_older_tally_stays_readable(carmen: Client, matter: Matter, tally: Tally):
    seal_tally(matter, [Row("L-1")], number=8)

    latest, older = carmen.get(TOTALS), carmen.get(f"{TOTALS}tallies/7/")

    assert "Totals of tally 8" in words_of(latest)
    assert f"{TOTALS}tallies/7/" in latest.content.decode()
    assert "This is an older tally." in words_of(older)


@pytest.mark.parametrize("state", ["running", "superseded", "refused"])
def test_a_tally_that_is_not_sealed_is_not_shown(carmen: Client, tally: Tally, state: str):
    Tally.objects.filter(pk=tally.pk).update(state=state)

    assert "No tally has been sealed yet" in words_of(carmen.get(TOTALS))
    assert carmen.get(f"{TOTALS}tallies/7/").status_code == 404
    assert carmen.get(f"{TOTALS}tallies/7/totals.csv").status_code == 404


def test_a_tally_of_another_matter_is_not_shown(carmen: Client, matter: Matter):
    seal_tally(open_matter("another-matter"), number=9)

    assert carmen.get(f"{TOTALS}tallies/9/").status_code == 404
    assert carmen.get(f"{TOTALS}tallies/9/totals.csv").status_code == 404


def test_counsel_does_not_see_the_claims(carmen: Client, tally: Tally):
    claim = tally.determinations.all()[0].claim

    page = carmen.get(TOTALS).content.decode()

    assert "Rivera" not in page
    address = f"/administrator/linkedin-inmail/claims/{claim.reference}/"
    assert carmen.get(address).status_code == 404


def test_the_page_costs_few_queries_however_large_the_tally(carmen: Client, matter: Matter):
    seal_tally(matter, [Row(f"S-{n}", state=f"S{n}") for n in range(2)], number=1)
    carmen.get(TOTALS)
    with CaptureQueriesContext(connection) as few:
        carmen.get(TOTALS)
    seal_tally(matter, [Row(f"M-{n}", state=f"S{n}") for n in range(60)], number=2)

    with CaptureQueriesContext(connection) as many:
        answer = carmen.get(TOTALS)

    assert len(few) == len(many)
    check_page(answer)


def test_the_page_is_there_in_spanish(carmen: Client, tally: Tally):
    answer = carmen.get(TOTALS, headers={"Accept-Language": "es"})

    assert "sin prueba de daño real" in words_of(answer)


# -- the files ------------------------------------------------------------------------------------


def test_the_csv_file_adds_up_to_the_page(carmen: Client, tally: Tally):
    rows = list(csv.DictReader(io.StringIO(download(carmen, "determinations.csv").decode())))
    figures = carmen.get(TOTALS).context["figures"]

    total = sum(int(row[f"award_{WITHOUT_PROOF}_cents"]) for row in rows)
    assert f"${total // 100:,}.00" == figures.aggregates[0].total
    assert len(rows) == figures.tally.counts["claims"] == len(TYPICAL)


def test_the_workbook_adds_up_to_the_page(carmen: Client, tally: Tally):
    workbook = openpyxl.load_workbook(io.BytesIO(download(carmen, "tally.xlsx")))
    header, *rows = workbook["determinations"].iter_rows(values_only=True)

    column = header.index(f"award_{WITHOUT_PROOF}_cents")
    assert sum(row[column] for row in rows) == tally.totals_cents[WITHOUT_PROOF]
    assert tally.totals_cents[WITH_PROOF] == 0


def test_the_manifest_names_the_files_that_were_downloaded(carmen: Client, tally: Tally):
    files = {
        name: download(carmen, name) for name in ("determinations.csv", "totals.csv", "tally.xlsx")
    }
    manifest = json.loads(download(carmen, "manifest.json"))

    for name, content in files.items():
        assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_download_is_not_kept_by_the_browser_and_stands_in_the_trail(
    carmen: Client, matter: Matter, tally: Tally
):
    answer = carmen.get(f"{TOTALS}tallies/7/totals.csv")
    answer.getvalue()

    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == (
        'attachment; filename="linkedin-inmail-tally-7-totals.csv"'
    )
    event = Event.objects.get(matter=matter, kind=EventKind.EXPORTED)
    assert event.actor == "counsel:carmen"


def test_a_tally_that_does_not_add_up_is_not_handed_out(carmen: Client, tally: Tally):
    Tally.objects.filter(pk=tally.pk).update(totals_cents={WITHOUT_PROOF: 1, WITH_PROOF: 0})

    answer = carmen.get(f"{TOTALS}tallies/7/totals.csv", follow=True)

    assert "Nothing was exported" in words_of(answer)


@pytest.mark.parametrize("number", [8, 2**63, 10**40])
def test_a_number_that_no_tally_has_is_not_found(carmen: Client, tally: Tally, number: int):
    assert carmen.get(f"{TOTALS}tallies/{number}/").status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret_key", "totals.xlsx", "secret_key", "%00"])
def test_only_the_files_of_the_list_are_handed_out(carmen: Client, tally: Tally, name: str):
    assert carmen.get(f"{TOTALS}tallies/7/{name}").status_code == 404


def test_a_real_tally_reaches_the_page_and_the_files(carmen: Client, matter: Matter):
    from django.core.management import call_command

    produce(matter, member("A1"), member("A2", country="DE"))
    for account in ("a1", "a1", "a2", "nobody"):
        file_claim(matter, email=f"{account}@example.org")
    check(matter)
    call_command("tally", matter.slug, json=True, stdout=io.StringIO())

    answer = carmen.get(TOTALS)
    number = answer.context["tally"].number
    rows = list(
        csv.DictReader(io.StringIO(download(carmen, "determinations.csv", number).decode()))
    )

    assert answer.context["figures"].aggregates[0].total == "$1,000.00"
    assert sorted((row["outcome"], row["verdict"]) for row in rows) == [
        ("duplicate", "eligible"),
        ("payable", "eligible"),
        ("payable", "ineligible"),
        ("unmatched", "undetermined"),
    ]
