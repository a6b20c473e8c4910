"""What two claims would have in common."""

import pyarrow as pa
import pytest

from claims.matching.digests import Kind, keyed_digest, network_keys
from claims.matching.similarity_keys import CLAIM_COLUMNS, similarity_keys
from claims.models import ClaimKey

HOME = {"street": "12 Linden Street", "postal_code": "94610", "country": "US"}


def keys(**given: str) -> dict[Kind, str]:
    table = pa.table(
        {
            "claim": pa.array([1], pa.int64()),
            **{name: pa.array([given.get(name)], pa.string()) for name in CLAIM_COLUMNS},
        }
    )
    return {kind: value for _, kind, value in similarity_keys(table)}


def test_the_models_kinds_are_the_same_list():
    assert [kind.value for kind in Kind] == ClaimKey.Kind.values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": "Ana@Example.org "}, {"email": "ana@example.org"}),
        ({"email": "ana+claims@example.org"}, {"email": "ana@example.org"}),
        ({"email": "a.n.a@gmail.com"}, {"email": "ana+x@googlemail.com"}),
        ({"email": "mailto:ana@example.org"}, {"email": "\u200bana@example.org\u00a0"}),
        ({"phone": "(510) 555-0101"}, {"phone": "+1 510 555 0101"}),
        ({"phone": "(510) 555-0101 ext. 7"}, {"phone": "+1 510 555 0101 x7"}),
        (HOME, HOME | {"street": "12 Linden St Apt 4"}),
        (HOME, HOME | {"street": "Apt 9, 12 Linden Street", "postal_code": "94610-2201"}),
    ],
)
def test_two_spellings_of_one_thing_are_one_key(one: dict[str, str], other: dict[str, str]):
    assert keys(**one)
    assert keys(**one) == keys(**other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": "a.na@example.org"}, {"email": "ana@example.org"}),
        ({"email": "ana@example.org"}, {"email": "ana@example.com"}),
        ({"phone": "(510) 555-0101 x7"}, {"phone": "(510) 555-0101 x8"}),
        ({"phone": "(510) 555-0101 x7"}, {"phone": "(510) 555-0101"}),
        (HOME, HOME | {"street": "14 Linden Street"}),
        (HOME, HOME | {"postal_code": "94611"}),
    ],
)
def test_what_may_be_two_things_are_two_keys(one: dict[str, str], other: dict[str, str]):
    assert keys(**one) != keys(**other)


@pytest.mark.parametrize(
    "given",
    [{}, {"email": "  ", "phone": "n/a"}, {"street": "Linden Street", "postal_code": "94610"}],
)
def test_what_names_nobody_makes_no_key(given: dict[str, str]):
    assert keys(**given) == {}


@pytest.mark.parametrize("email", ["ana at home", "n/a", "none@none.com", "test@example.org"])
def test_what_is_nobodys_address_makes_no_key(email: str):
    assert keys(email=email) == {}


def test_every_address_of_a_cell_is_a_key():
    table = pa.table(
        {
            "claim": pa.array([1], pa.int64()),
            **{name: pa.array([None], pa.string()) for name in CLAIM_COLUMNS if name != "email"},
            "email": pa.array(["Ana <ana+x@example.org>; ana@b\u00fccher.example"]),
        }
    )

    assert [value for _, _, value in similarity_keys(table)] == [
        *("ana@example.org", "ana@xn--bcher-kva.example")
    ]


def test_networks():
    assert network_keys("203.0.113.9") == {
        Kind.NETWORK: "203.0.113.9",
        Kind.NEIGHBOURHOOD: "203.0.113.0/24",
    }
    assert network_keys("::ffff:203.0.113.9") == network_keys("203.0.113.9")
    assert network_keys("2001:db8:1:2:3:4:5:6") == {Kind.NETWORK: "2001:db8:1:2::/64"}
    assert network_keys("") == network_keys("unix:") == {}


def test_a_digest_tells_apart_and_not_what():
    one = keyed_digest(b"k" * 32, Kind.NETWORK, "203.0.113.9")
    assert "203" not in one
    assert one == keyed_digest(b"k" * 32, Kind.NETWORK, "203.0.113.9")
    assert one != keyed_digest(b"k" * 32, Kind.DEVICE, "203.0.113.9")
    assert one != keyed_digest(b"j" * 32, Kind.NETWORK, "203.0.113.9")
