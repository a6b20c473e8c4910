"""Which account a claim names, by exact keys."""

import pytest

from claims.matching.notice import notice_id
from claims.models import Account, AccountKey, Claim, Matter, Status
from claims.records.production_import import import_production
from tests.claims.records.production_files import write_kind
from tests.factories import (
    LATER,
    OPERATOR,
    check,
    checked_claim,
    file_claim,
    member,
    open_matter,
    produce,
    trail_of,
)

ANA = {"email": "ana@example.org", "profile_url": "https://www.linkedin.com/in/ana-diaz"}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"email": "ana@example.org"}, id="the e-mail address"),
        pytest.param({"email": "  ana@example.org\t"}, id="the e-mail address with spaces around"),
        pytest.param({"email": "Ana@Example.ORG"}, id="the e-mail address in capitals"),
        pytest.param({"email": "old@example.org"}, id="another address on file"),
        pytest.param({"email": "OLDER@example.org"}, id="the last of the other addresses"),
        pytest.param({"profile_url": "https://www.linkedin.com/in/ana-diaz"}, id="the profile"),
        pytest.param({"profile_url": "linkedin.com/in/Ana-Diaz/"}, id="profile with a slash"),
        pytest.param({"profile_url": "ana-diaz"}, id="the profile's slug alone"),
        pytest.param({"profile_url": "@Ana-Diaz"}, id="the profile's slug with a sign"),
        pytest.param({"email": "Ana <ana@example.org>"}, id="the e-mail address beside a name"),
        pytest.param({"email": "\u200bana@example.org\u00a0"}, id="invisible characters"),
        pytest.param({"email": "ana.new@example.org; ana@example.org"}, id="the second of two"),
        pytest.param({"profile_url": "/in/ana-diaz?trk=x"}, id="profile with a query"),
        pytest.param({"profile_url": "http://mx.linkedin.com/in/ANA-DIAZ/es"}, id="in Spanish"),
    ],
)
def test_a_claim_is_matched_by(matter: Matter, said: dict[str, str]):
    produce(matter, member("A1", **ANA, other_emails="old@example.org; older@example.org"))

    claim = checked_claim(matter, **said)

    assert claim.match_outcome == "one"
    assert claim.account is not None
    assert claim.account.account_id == "A1"
    assert claim.status == Status.ELIGIBILITY_REVIEW
    assert trail_of(claim) == [
        *("submitted", "matched", "assessed"),
        *("moved to INTAKE_REVIEW", "moved to MATCHING", "moved to ELIGIBILITY_REVIEW"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"email": "an.a@example.org"}, id="an address with another dot"),
        pytest.param({"email": "ana+tag@example.org"}, id="an address with a tag"),
        pytest.param({"profile_url": "https://www.linkedin.com/company/ana-diaz"}, id="a company"),
        pytest.param({"profile_url": "anadiaz"}, id="a bare word"),
        pytest.param({"notice_id": "0000-0000-0000-0000"}, id="a notice ID that we did not print"),
        pytest.param({"email": "n/a"}, id="what is no address"),
        pytest.param({"notice_id": "ask my wife"}, id="a notice ID that is none"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_claim_is_not_matched_by(matter: Matter, said: dict[str, str]):
    produce(matter, member("A1", **ANA))

    claim = checked_claim(matter, **said)

    assert (claim.match_outcome, claim.account) == ("none", None)
    assert (claim.outcome, claim.verdict) == ("unmatched", "undetermined")
    assert claim.status == Status.UNMATCHED


def test_a_notice_id_as_somebody_types_it_names_the_account(matter: Matter):
    produce(matter, member("A1"), member("A2"))
    account = Account.objects.get(account_id="A2")
    printed = notice_id(bytes(matter.notice_key), account.pk)

    claim = checked_claim(matter, notice_id=f" {printed.lower().replace('-', ' ')} ")

    assert claim.account == account


def test_a_notice_id_of_another_matter_names_nobody(matter: Matter):
    other = open_matter("another-matter")
    produce(matter, member("A1"))
    account = Account.objects.get(account_id="A1")

    claim = checked_claim(matter, notice_id=notice_id(bytes(other.notice_key), account.pk))

    assert claim.match_outcome == "none"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            {"email": "a1@example.org", "profile_url": "/in/a2"}, id="two keys that disagree"
        ),
        pytest.param({"email": "shared@example.org"}, id="one address of two accounts"),
    ],
)
def test_several_candidates_go_to_a_person(matter: Matter, said: dict[str, str]):
    shared = {"other_emails": "shared@example.org"}
    produce(matter, member("A1", **shared), member("A2", **shared))

    claim = checked_claim(matter, **said)

    assert (claim.match_outcome, claim.account) == ("several", None)
    assert claim.match_evidence["candidates"] == ["A1", "A2"]
    assert (claim.outcome, claim.status) == ("unmatched", Status.MATCH_REVIEW)


def test_a_key_that_names_nobody_does_not_outweigh_one_that_names_somebody(matter: Matter):
    produce(matter, member("A1"))

    claim = checked_claim(matter, email="a1@example.org", profile_url="/in/somebody-else")

    assert claim.match_outcome == "one"


def test_accounts_of_another_matter_are_not_looked_at(matter: Matter):
    produce(open_matter("another-matter"), member("A1"))

    claim = checked_claim(matter, email="a1@example.org")

    assert claim.match_outcome == "none"


def test_records_that_come_after_the_claim_match_it(matter: Matter):
    claim = checked_claim(matter, email="a1@example.org")
    assert claim.status == Status.UNMATCHED

    produce(matter, member("A1"))
    check(matter, claim, at=LATER)

    assert (claim.outcome, claim.verdict) == ("payable", "eligible")
    assert trail_of(claim)[-2:] == ["moved to MATCHING", "moved to ELIGIBILITY_REVIEW"]


def test_a_second_production_can_take_a_match_back(matter: Matter):
    produce(matter, member("A1"))
    claim = checked_claim(matter, email="a1@example.org")
    assert claim.status == Status.ELIGIBILITY_REVIEW

    produce(matter, member("A2", other_emails="a1@example.org"), at=LATER)
    check(matter, claim, at=LATER)

    assert (claim.match_outcome, claim.account) == ("several", None)
    assert (claim.outcome, claim.status) == ("unmatched", Status.MATCH_REVIEW)


def test_a_claim_that_loses_its_account_gives_way_to_the_next(matter: Matter):
    produce(matter, member("A1"))
    first = file_claim(matter, email="a1@example.org")
    second = file_claim(matter, profile_url="/in/a1")
    check(matter, first, second)
    assert (first.outcome, second.outcome) == ("payable", "duplicate")

    produce(matter, member("A2", other_emails="a1@example.org"), at=LATER)
    check(matter, first, at=LATER)
    second.refresh_from_db()

    assert (first.outcome, second.outcome) == ("unmatched", "payable")
    assert second.payable_claim is None


def test_a_match_that_a_person_made_is_left_alone(matter: Matter):
    produce(matter, member("A1"), member("A2"))
    claim = checked_claim(matter, email="a1@example.org")
    Claim.objects.filter(pk=claim.pk).update(
        matched_by="administrator:alice", account=Account.objects.get(account_id="A2")
    )

    check(matter, claim)

    assert claim.account is not None
    assert claim.account.account_id == "A2"


PHONE = {"phone": "+1 510 555 0134", "country": "US"}


@pytest.mark.parametrize(
    ("listed", "said", "outcome"),
    [
        pytest.param(["Robert"], {"first_name": "Bob"}, "one", id="a short form"),
        pytest.param(["Ana"], {"first_name": "ANA", "phone": "(510) 555-0134"}, "one", id="spelt"),
        pytest.param(["Ana"], {"first_name": "Ben"}, "none", id="another of the household"),
        pytest.param(["Ana"], {"last_name": "Okafor"}, "none", id="another of the company"),
        pytest.param(["Ana"], {"last_name": ""}, "none", id="a claim without a family name"),
        pytest.param(["Ana"], {"last_name": "Paz-Díaz"}, "one", id="one of two family names"),
        pytest.param(["Ana"], {"phone": "510 555 0134 x7"}, "none", id="an extension"),
        pytest.param(["Ana"], {"first_name": ""}, "none", id="a claim without a given name"),
        pytest.param([""], {"first_name": "Ana"}, "none", id="an account without a given name"),
        pytest.param(["Ana", "Ben"], {"first_name": "Ben"}, "one", id="one of two in a household"),
        pytest.param(["Ana", "Ana"], {"first_name": "Ana"}, "several", id="two of one name"),
        pytest.param(["Ana"], {"first_name": "Ana", "phone": "555-01"}, "none", id="no number"),
        pytest.param(
            ["Ana"],
            {"first_name": "Ana", "last_name": "Díaz Jr."} | PHONE,
            "none",
            id="perhaps a daughter",
        ),
    ],
)
def test_a_telephone_names_whom_both_names_agree_with(
    matter: Matter, listed: list[str], said: dict[str, str], outcome: str
):
    produce(matter, *(member(f"A{n}", first_name=name, **PHONE) for n, name in enumerate(listed)))

    claim = checked_claim(matter, **PHONE | said)

    assert claim.match_outcome == outcome


def test_a_telephone_outranks_no_other_key(matter: Matter):
    produce(
        matter,
        member("A1", first_name="Ana", **PHONE),
        member("A2", first_name="Ana", email="ana@example.org", phone=""),
    )

    claim = checked_claim(matter, first_name="Ana", email="ana@example.org", **PHONE)

    assert claim.match_outcome == "several"
    assert claim.match_evidence["evidence"] == {"email": ["A2"], "phone": ["A1"]}


def test_a_corrected_telephone_is_the_key_from_then_on(matter: Matter, tmp_path):
    produce(matter, member("A1", first_name="Ana", **PHONE))
    corrected = member("A1", first_name="Ana", phone="+1 510 555 0199", country="US")

    import_production(
        matter,
        {"accounts": write_kind(tmp_path, "accounts", [corrected.account])},
        actor=OPERATOR,
        at=LATER,
        corrects=True,
    )

    assert list(AccountKey.objects.filter(kind="phone").values_list("value", flat=True)) == [
        "+15105550199"
    ]
