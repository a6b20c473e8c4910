"""Each signal on both sides of its threshold, as a claim is filed and over all claims."""

from datetime import timedelta
from typing import Any

import pytest

from claims.casework.docket.notices import change_notice_key
from claims.casework.intake import FilingTrace
from claims.matching.notice import notice_id
from claims.models import Channel, Claim, ClaimKey, Matter
from tests.claims.casework.signals.filings import (
    Form,
    all_codes,
    codes,
    file_all,
    form,
    held_against_records,
    keyed,
    scored_all,
    scored_as_filed,
    with_rules,
)
from tests.factories import NOW, OPERATOR, member, produce


def door(place: int, street: str = "1 Elm Street") -> dict[str, str]:
    return {"street": street, "postal_code": "94103", "last_name": f"Family{place}"}


SHARED: dict[str, tuple[int, Any]] = {
    "network": (50, lambda i: form(seen=FilingTrace(network="203.0.113.9"))),
    "network_v6": (20, lambda i: form(seen=FilingTrace(network=f"2001:db8:0:7::{i:x}"))),
    "device": (10, lambda i: form(seen=FilingTrace(device="one browser"))),
    "mailbox": (5, lambda i: form(email=f"A.na+{'x' * i}@gmail.com")),
    "phone": (5, lambda i: form(phone="+1 510 555 0101")),
    "payment": (5, lambda i: form(payment_destination="12-34 5678")),
    "address": (7, lambda i: form(**door(i))),
}


@pytest.mark.parametrize("code", SHARED)
def test_what_is_shared_counts_from_its_threshold_on(matter: Matter, code: str):
    others, filled_in = SHARED[code]
    claims = file_all(matter, [filled_in(i) for i in range(others)])
    scored_as_filed(matter, *claims)
    assert all_codes(claims) == {()}

    (last,) = file_all(matter, [filled_in(others)])
    scored_as_filed(matter, last)
    assert codes(last) == [code]
    assert last.score is not None
    assert last.score.deductions[0]["others"] == others

    scored_all(matter)
    assert all_codes([*claims, last]) == {(code,)}


def test_neighbours_count_when_they_are_very_many(matter: Matter):
    with_rules(matter, signals={"neighbourhood": {"at_least": 12}})
    near = file_all(matter, [form(seen=FilingTrace(network=f"203.0.113.{i}")) for i in range(13)])
    far = file_all(matter, [form(seen=FilingTrace(network=f"203.0.{i}.113")) for i in range(13)])

    scored_all(matter)

    assert all_codes(near) == {("neighbourhood",)}
    assert all_codes(far) == {()}


def test_a_document_that_three_claims_sent_counts(matter: Matter):
    claims = file_all(matter, [form() for _ in range(3)])
    ClaimKey.objects.bulk_create(
        ClaimKey(matter=matter, claim=claim, kind="document", value="digest") for claim in claims
    )

    scored_as_filed(matter, claims[0])

    assert codes(claims[0]) == ["document"]


def test_flats_of_one_house_are_not_one_door(matter: Matter):
    claims = keyed(
        file_all(matter, [form(**door(i, f"1 Elm Street Apt {i % 12}")) for i in range(36)])
    )

    scored_all(matter)

    assert all_codes(claims) == {()}


def test_people_of_one_house_who_leave_their_flats_out_are_not_one_door(matter: Matter):
    flats = [form(**door(i, f"1 Elm Street Apt {i}")) for i in range(3)]
    claims = keyed(file_all(matter, [*flats, *(form(**door(i)) for i in range(15))]))

    scored_all(matter)

    assert all_codes(claims) == {()}


def test_one_name_at_one_door_is_a_household_until_it_is_a_crowd(matter: Matter):
    one_door = [form(**door(1)) for _ in range(23)]
    claims = file_all(matter, one_door)
    scored_as_filed(matter, *claims)
    assert all_codes(claims) == {()}

    (crowd,) = file_all(matter, one_door[:1])
    scored_as_filed(matter, crowd)
    assert codes(crowd) == ["address"]


def test_what_a_claim_shows_by_itself(matter: Matter):
    produce(matter, member("A1"), member("A2", created_on="2024-09-18"))
    account = matter.accounts.get(account_id="A1").pk
    printed_before = notice_id(bytes(matter.notice_key), account)
    change_notice_key(matter, revoke=True, actor=OPERATOR, at=NOW)
    printed = notice_id(bytes(matter.notice_key), account)
    table: list[tuple[str, Form, list[str]]] = [
        ("a throwaway host", form(email="a@mailinator.com"), ["disposable"]),
        ("a name below one", form(email="a@x.mailinator.com"), ["disposable"]),
        ("another host", form(email="a@example.org"), []),
        ("19 seconds", form(seen=FilingTrace(form_seconds=19)), ["speed"]),
        ("20 seconds", form(seen=FilingTrace(form_seconds=20)), []),
        ("the trap", form(seen=FilingTrace(filled_the_trap=True)), ["trap"]),
        ("a notice ID never printed", form(notice_id="0000-0000-0000-0000"), ["notice"]),
        ("not meant as one of ours", form(notice_id="N-1"), []),
        ("printed", form(notice_id=printed), []),
        ("printed with a key since revoked", form(notice_id=printed_before), []),
        ("another country", form(email="a1@example.org", country="CA"), ["country"]),
        ("no country", form(email="a1@example.org", country=""), []),
        ("an account made later", form(email="a2@example.org"), ["too_new"]),
    ]
    claims = file_all(matter, [filled_in for _, filled_in, _ in table])
    held_against_records(matter, *claims)

    scored_as_filed(matter, *claims)
    as_filed = [codes(claim) for claim in claims]
    scored_all(matter)

    expected = {name: found for name, _, found in table}
    names = [name for name, _, _ in table]
    assert dict(zip(names, as_filed, strict=True)) == expected
    assert dict(zip(names, map(codes, claims), strict=True)) == expected


def background(hours: int = 40) -> list[Form]:
    """Two claims an hour, nothing alike, for so many hours."""
    return [
        form(
            seen=FilingTrace(network=f"192.0.{place}.1", device=f"d{place}"),
            at=NOW + timedelta(minutes=30 * place),
            email=f"somebody@x{place}.example",
        )
        for place in range(2 * hours)
    ]


def test_a_wave_is_an_hour_far_over_the_usual_and_alike(matter: Matter):
    at = NOW + timedelta(hours=20)
    wave = [form(at=at, seen=FilingTrace(network="203.0.113.9", device=f"w{i}")) for i in range(40)]
    claims = keyed(file_all(matter, [*background(), *wave]))

    scored_all(matter)

    assert all_codes(claims[:80]) == {()}
    assert all_codes(claims[80:]) == {("wave",)}
    claims[-1].refresh_from_db()
    assert claims[-1].score is not None
    numbers = {"others": 39, "alike": "network", "claims": 42, "usual": 2}
    assert claims[-1].score.deductions == [{"code": "wave", "points": 25, **numbers}]


def test_a_rush_of_people_who_have_nothing_in_common_is_no_wave(matter: Matter):
    at = NOW + timedelta(hours=20)
    rush = [
        form(at=at, seen=FilingTrace(network=f"203.{i}.113.9", device=f"r{i}")) for i in range(60)
    ]
    claims = keyed(file_all(matter, [*background(), *rush]))

    scored_all(matter)

    assert all_codes(claims) == {()}


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        pytest.param("maria.lopez{:03}@example.org", ("pattern",), id="made in a row"),
        pytest.param("1380013{:04}@example.org", (), id="telephone numbers"),
    ],
)
def test_addresses_that_differ_only_in_digits(matter: Matter, email: str, expected: tuple):
    claims = keyed(file_all(matter, [form(email=email.format(i)) for i in range(9)]))

    scored_all(matter)
    assert all_codes(claims) == {expected}

    scored_as_filed(matter, claims[0])
    assert all_codes(claims) == {expected}, "what shows only over all claims stays as it was found"


def test_a_bulk_files_claims_do_not_count_for_one_another(matter: Matter):
    office = {"street": "9 Law Plaza", "postal_code": "94103", "phone": "+1 510 555 0101"}
    forms = [
        form(external_ref=f"F-{i}", last_name=f"N{i}", payment_destination="trust", **office)
        for i in range(60)
    ]
    claims = keyed(file_all(matter, forms, Channel.BULK))

    scored_all(matter)

    assert all_codes(claims) == {()}
    assert Claim.objects.filter(keys__kind="payment").count() == 60
