"""Clusters: chains, their ends, who survives; and that no order changes anything."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.matching.clusters import cluster_search
from claims.matching.clusters.components import split_component
from tests.claims.matching.clusters.claims import START, alike, claim, found

MAIL = {"email": "lee@example.org"}


def test_a_chain_is_one_cluster_and_each_says_by_which_way():
    chain = [
        claim("Ana", "Lee", email="a"),
        claim("Ana", "Lee", email="a", phone="1"),
        claim("Ana", "Lee", phone="1"),
    ]

    assert alike(chain) == {2: 1, 3: 1}
    last = found(chain).alike[-1]
    assert [(p["one"], p["other"]) for p in last.evidence["pairs"]] == [("C2", "C3"), ("C1", "C2")]
    assert last.keys == ("email", "phone")


def test_a_chain_whose_ends_are_two_people_is_split():
    both = [claim("John", "Lee", **MAIL), claim("Jane", "Lee", **MAIL)]

    assert alike([*both, claim("J.", "Lee", **MAIL)]) == {3: 1}
    # The one between goes to the one with whom it shares more.
    shared = [both[0], both[1] | {"phone": "1"}, claim("J.", "Lee", **MAIL, phone="1")]
    assert alike(shared) == {3: 2}


@pytest.mark.parametrize(
    ("first", "second", "survivor"),
    [
        pytest.param({}, {}, 1, id="the earliest"),
        pytest.param({"complete": False}, {}, 2, id="the earliest complete"),
        pytest.param({"complete": False}, {"complete": False}, 1, id="none complete"),
        pytest.param(
            {"filed_at": START, "ref": "b"}, {"filed_at": START, "ref": "a"}, 2, id="lowest ref"
        ),
        pytest.param({"may_survive": False}, {}, None, id="merged already"),
    ],
)
def test_the_survivor(first: dict[str, Any], second: dict[str, Any], survivor: int | None):
    claims = [claim("Ana", "Lee", **MAIL, **cells) for cells in (first, second)]

    assert set(alike(claims).values()) == ({survivor} if survivor else set())


@pytest.mark.parametrize(
    ("first", "second", "survivor"),
    [
        pytest.param({}, {}, 2, id="the latest"),
        pytest.param({}, {"complete": False}, 1, id="the latest complete"),
        pytest.param({"complete": False}, {"complete": False}, 2, id="none complete"),
        pytest.param(
            {"filed_at": START, "ref": "b"}, {"filed_at": START, "ref": "a"}, 1, id="highest ref"
        ),
    ],
)
@pytest.mark.parametrize("shared", [MAIL, {"account": 7}], ids=["by a key", "by an account"])
def test_the_survivor_where_a_later_claim_replaces_an_earlier_one(
    shared: dict[str, Any], first: dict[str, Any], second: dict[str, Any], survivor: int
):
    claims = [claim("Ana", "Lee", **shared, **cells) for cells in (first, second)]

    assert set(alike(claims, survivor="latest").values()) == {survivor}


def test_a_merged_claim_still_connects():
    chain = [
        claim("Ana", "Lee", email="a"),
        claim("Ana", "Lee", email="a", phone="1", may_survive=False),
        claim("Ana", "Lee", phone="1"),
    ]

    assert alike(chain) == {3: 1}


def test_whom_a_person_kept_apart_stays_apart_until_they_share_more():
    pair = [claim("Ana", "Lee", **MAIL), claim("Ana", "Lee", **MAIL)]

    assert alike(pair, apart=[(1, 2, ["email"])]) == {}
    assert alike(pair, apart=[(2, 1, ["email", "phone"])]) == {}
    more = [each | {"phone": "1"} for each in pair]
    assert alike(more, apart=[(1, 2, ["email"])]) == {2: 1}


def test_whom_a_person_kept_apart_no_third_claim_puts_together():
    three = [claim("Ana", "Lee", **MAIL) for _ in range(3)]

    assert len(set(alike(three, apart=[(1, 2, ["email"])]).items())) == 1


def test_a_component_that_floods_the_matter_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster_search, "LARGEST_COMPONENT", 4)
    chain = [claim("Ana", "Lee", email=str(n // 2), phone=str((n + 1) // 2)) for n in range(5)]

    assert found(chain).too_many == 5
    assert found(chain).alike == []


def test_splitting_takes_the_strongest_pairs_first():
    assert split_component([(1, 2), (2, 3), (3, 4)], {1: {3}, 3: {1}}) == [[1, 2], [3, 4]]
    assert split_component([(2, 3), (1, 2)], {1: {3}, 3: {1}}) == [[2, 3]]


_PEOPLE = st.builds(
    claim,
    st.sampled_from(["John", "Jane", "J.", "Jon", "Ana", ""]),
    st.sampled_from(["Lee", "Lee Jr", "Cruz", "Lee Cruz", ""]),
    st.sampled_from(["", "1980-05-01", "1955-01-02"]),
    email=st.sampled_from("abc"),
    phone=st.sampled_from("123"),
    account=st.sampled_from([None, 7, 8]),
    filed_at=st.sampled_from([START, START + timedelta(days=1)]),
    complete=st.booleans(),
)


@settings(max_examples=25)
@given(people=st.lists(_PEOPLE, min_size=2, max_size=9), seed=st.integers(0, 99))
def test_the_order_in_which_claims_came_changes_nothing(people: list[dict[str, Any]], seed: int):
    numbers = list(range(1, len(people) + 1))
    Random(seed).shuffle(numbers)
    back = dict(zip(numbers, range(1, len(people) + 1), strict=True))

    expected = found(people).alike
    shuffled = found(people, numbers=numbers).alike

    assert {(e.claim, e.survivor, e.is_competing, str(e.evidence)) for e in expected} == {
        (back[e.claim], back[e.survivor], e.is_competing, str(e.evidence)) for e in shuffled
    }


@settings(max_examples=25)
@given(people=st.lists(_PEOPLE, min_size=2, max_size=9))
def test_no_cluster_has_two_people_whose_names_contradict(people: list[dict[str, Any]]):
    clusters: dict[int, set[str]] = {}
    for one, survivor in alike(people).items():
        for place in (one, survivor):
            clusters.setdefault(survivor, set()).add(people[place - 1]["first_name"])

    assert not [names for names in clusters.values() if {"John", "Jane"} <= names]
