"""The page of values that the plan does not name: told, read, refused, and kept from others."""

import pytest
from django.test import Client

from claims.models import Claim, Matter, OutboxEntry, ValueReading
from portal.accounts.models import Role
from tests.factories import NOW, check, file_claim, member, produce, run_tally
from tests.portal.people import check_page, logged_in, words_of

pytestmark = pytest.mark.one_engine

VALUES = "/administrator/linkedin-inmail/values/"


@pytest.fixture
def claims(matter: Matter) -> list[Claim]:
    produce(
        matter,
        member("A1", product="Premium_Career"),
        member("A2", product='<b>gift "card"</b>'),
    )
    filed = [file_claim(matter, email=f"a{n}@example.org") for n in (1, 2)]
    check(matter, *filed)
    return filed


def test_where_every_value_is_known_the_page_says_so(alice: Client, matter: Matter):
    produce(matter, member("A1"))
    answer = alice.get(VALUES)
    assert "Every value in the records is known." in words_of(answer)
    check_page(answer)


def test_a_value_is_told_with_its_rows_and_the_nearest_name_and_read(
    alice: Client, matter: Matter, claims: list[Claim]
):
    OutboxEntry.objects.update(done_at=NOW)
    page = alice.get(VALUES)
    words = words_of(page)
    assert "In the column product: 1 row. The nearest value that the plan names is" in words
    assert "<b>gift" not in page.content.decode()
    check_page(page)

    sent = {"column": "product", "value": "Premium_Career", "is_same": "same"}
    answer = alice.post(VALUES, sent | {"same_as": "premium_career"}, follow=True)
    assert "Reading 1 is recorded. Claims are checked again with it." in words_of(answer)
    assert "The same as premium_career administrator alice" in words_of(answer)
    check_page(answer)
    reading = ValueReading.objects.get()
    assert (reading.value, reading.same_as) == ("Premium_Career", "premium_career")
    assert reading.decided_by == "administrator:alice"
    assert OutboxEntry.objects.filter(topic="assess_claim", done_at=None).count() == 2

    other = {"column": "product", "value": '<b>gift "card"</b>', "is_same": "other"}
    answer = alice.post(VALUES, other | {"same_as": "premium_career"}, follow=True)
    assert "Every value in the records is known." in words_of(answer)
    assert ValueReading.objects.latest("number").same_as == ""


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose what the value is."),
        ({"is_same": "same"}, "Choose the value that it is the same as."),
        ({"is_same": "same", "same_as": "gold"}, "gold is not one of the available choices"),
        ({"is_same": "other", "value": "premium_career"}, "The plan names"),
        ({"is_same": "other", "value": " "}, "No product is given."),
        ({"is_same": "other", "column": "country"}, "is no column whose values have to be read"),
        ({"is_same": "perhaps"}, "perhaps is not one of the available choices"),
    ],
)
def test_what_cannot_be_recorded_says_why(alice: Client, claims: list[Claim], sent, said):
    answer = alice.post(VALUES, {"column": "product", "value": "Premium_Career"} | sent)
    assert answer.status_code == 422
    assert said in words_of(answer)
    check_page(answer)
    assert not ValueReading.objects.exists()


def test_the_page_of_tallies_tells_of_values_that_were_unknown(
    alice: Client, matter: Matter, claims: list[Claim]
):
    run_tally(matter)
    page = alice.get("/administrator/linkedin-inmail/tallies/")
    words = words_of(page)
    assert "2 values in the records are not named by the plan" in words
    assert "Premium_Career (1)" in words
    assert VALUES in page.content.decode()
    check_page(page)

    page = logged_in("carmen", matter, Role.COUNSEL).get("/counsel/linkedin-inmail/")
    assert "Premium_Career (1)" in words_of(page)
    assert VALUES not in page.content.decode()
    check_page(page)


def test_the_page_is_in_spanish_too(alice: Client, matter: Matter, claims: list[Claim]):
    page = alice.get(VALUES, headers={"accept-language": "es"})
    assert "Valores en los registros" in words_of(page)
    assert "¿Qué es?" in words_of(page)


def test_counsel_cannot_read_a_value(matter: Matter, claims: list[Claim]):
    carmen = logged_in("carmen", matter, Role.COUNSEL)
    assert carmen.get(VALUES).status_code == 404
    sent = {"column": "product", "value": "gift", "is_same": "other"}
    assert carmen.post(VALUES, sent).status_code == 404
    assert not ValueReading.objects.exists()
