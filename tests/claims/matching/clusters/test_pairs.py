"""Which two claims may be one person's, and which are a household's, a firm's or a namesake's."""

import pytest

from claims.matching.clusters.pairs import LARGEST_BLOCK
from tests.claims.matching.clusters.claims import alike, claim, competing, found

HOME = {"address": "12 linden, 94610", "phone": "+15105550101"}
MAIL = {"email": "lee@example.org"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(claim("Ana", "Díaz", **MAIL), claim("ANA", "Diaz", **MAIL), id="spelling"),
        pytest.param(
            claim("William", "Lee", phone="1"), claim("Bill", "Lee", phone="1"), id="nickname"
        ),
        pytest.param(
            claim("Ana", "Díaz Ruiz", address="1"), claim("Ana", "Ruiz", address="1"), id="one name"
        ),
        pytest.param(claim("Ana", "Díaz", **MAIL), claim("Díaz", "Ana", **MAIL), id="swapped"),
        pytest.param(
            claim("Katarzyna", "Lee", **MAIL), claim("Katrzyna", "Lee", **MAIL), id="misspelt"
        ),
        pytest.param(claim("Ana", "Lee", **MAIL), claim("A.", "Lee", **MAIL), id="initial"),
        pytest.param(claim("Ana", "Lee", **MAIL), claim("Ana", "", **MAIL), id="no family name"),
        pytest.param(
            claim("Ana", "Lee", **MAIL, phone="1"),
            claim("Ana", "Cruz", **MAIL, phone="1"),
            id="married, two keys",
        ),
        pytest.param(
            claim("Ana", "Lee", "1980-05-01", payment="x"),
            claim("Ana", "Cruz", "1980-05-01", payment="x"),
            id="married, one birth",
        ),
        pytest.param(
            claim("John", "Lee Jr", "1980-05-01", **HOME),
            claim("John", "Lee", "05/01/1980", **HOME),
            id="a suffix once, one birth",
        ),
        pytest.param(claim("", "", **MAIL), claim("", "", **MAIL), id="no names, one e-mail"),
        pytest.param(
            claim("Ana", "Lee", account=7), claim("Ana", "Cruz", account=7), id="one account"
        ),
    ],
)
def test_one_persons(one: dict, other: dict):
    assert alike([one, other]) == {2: 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(claim("Ana", "Lee", **HOME), claim("Ben", "Lee", **HOME), id="spouses"),
        pytest.param(claim("Ana", "Lee", **MAIL), claim("Ben", "Lee", **MAIL), id="one mailbox"),
        pytest.param(
            claim("Ana", "Lee", payment="x", device="d", **HOME, **MAIL),
            claim("Ben", "Lee", payment="x", device="d", **HOME, **MAIL),
            id="spouses who share everything",
        ),
        pytest.param(
            claim("Ana", "Lee", "1990-05-01", **HOME),
            claim("Eva", "Lee", "1990-05-01", **HOME),
            id="twins",
        ),
        pytest.param(claim("Mario", "Lee", **HOME), claim("Maria", "Lee", **HOME), id="one letter"),
        pytest.param(
            claim("John", "Lee", **HOME), claim("John", "Lee Jr", **HOME), id="father and son"
        ),
        pytest.param(
            claim("John", "Lee Sr.", **HOME), claim("John", "Lee Jr.", **HOME), id="senior, junior"
        ),
        pytest.param(
            claim("John", "Lee", "1950-05-01", **HOME),
            claim("John", "Lee", "1980-07-09", **HOME),
            id="father and son by their births",
        ),
        pytest.param(
            claim("John A.", "Lee", **HOME), claim("John B.", "Lee", **HOME), id="middle initials"
        ),
        pytest.param(claim("", "Lee", **HOME), claim("Ana", "Lee", **HOME), id="no first name"),
        pytest.param(
            claim("Ana", "Lee", device="d", network="n"),
            claim("Ana", "Lee", device="d", network="n"),
            id="a device and a network alone",
        ),
        pytest.param(
            claim("Ana", "Lee", address="1"), claim("Ana", "Cruz", address="1"), id="one house"
        ),
        pytest.param(claim("Ana", "Lee"), claim("Ana", "Lee"), id="namesakes"),
    ],
)
def test_two_peoples(one: dict, other: dict):
    assert alike([one, other]) == alike([other, one]) == {}


def test_two_who_claim_one_account_compete():
    assert competing([claim("Ana", "Lee", account=7), claim("Ben", "Cruz", account=7)]) == {2: 1}


def test_twins_who_claim_one_account_compete():
    twins = [claim(name, "Lee", "1990-05-01", account=7) for name in ("Mario", "Maria")]

    assert alike(twins) == {}
    assert competing(twins) == {2: 1}


def test_a_key_that_many_share_joins_nobody():
    firm = {"phone": "+12125550100", "address": "1 main, 10001", "device": "d"}
    strangers = [claim(f"Name{n}", f"Family{n}", **firm) for n in range(500)]
    namesakes = [claim("John", "Smith", **firm) for _ in range(LARGEST_BLOCK)]

    assert alike(strangers) == alike(strangers + namesakes) == {}


def test_a_shared_device_is_told_of_those_who_are_alike_anyway():
    (each,) = found([claim("Ana", "Lee", device="d", **MAIL)] * 2).alike

    assert each.keys == ("email",)
    assert each.evidence["pairs"][0]["besides"] == ["device"]


def test_the_evidence_has_no_name_and_no_address():
    (each,) = found([claim("Ana", "Lee", **HOME, **MAIL)] * 2).alike

    assert not {"ana", "lee", "linden"} & set(str(each.evidence).lower().split("'"))
    assert each.evidence == {
        "pairs": [
            {
                "one": "C1",
                "other": "C2",
                "keys": ["address", "email", "phone"],
                "besides": [],
                "given_name": "same",
                "family_name": "same",
                "birth": None,
            }
        ]
    }
