"""Precision, recall and their intervals."""

import pytest

from claims.matching.match_decision import MatchResult
from claims.matching.match_quality import (
    MeasuredClaim,
    MeasuredShare,
    match_errors,
    quality_by_name_group,
    quality_by_state,
    quality_json,
    quality_of,
)

ONE, SEVERAL, NONE = MatchResult.ONE, MatchResult.SEVERAL, MatchResult.NONE


def measured(ref, true, outcome, account=None, candidates=(), state="CA", family="Okafor", **more):
    return MeasuredClaim(ref, true, outcome, account, candidates, state, family, **more)


CLAIMS = [
    measured("C1", "A1", ONE, "A1"),
    measured("C2", "A2", ONE, "A9", state="NY"),
    measured("C3", None, ONE, "A8", family="Ng"),
    measured("C4", "A4", SEVERAL, candidates=("A4", "A5"), family="García"),
    measured("C5", "A5", SEVERAL, candidates=("A6",)),
    measured("C6", "A6", NONE, family="de la Cruz"),
    measured("C7", None, NONE),
    measured("C8", "A7", ONE, "A7", by_machine=False),
]


def test_each_share_counts_what_it_says():
    quality = quality_of(CLAIMS)

    assert quality.precision == MeasuredShare(1, 3)
    assert quality.recall == MeasuredShare(1, 6)
    assert quality.found == MeasuredShare(2, 6)
    assert quality.automatic == MeasuredShare(3, 8)
    assert quality.referred == MeasuredShare(3, 8), (
        "two candidates' claims, and one that a person matched"
    )


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Wilson's interval as Brown, Cai and DasGupta tabulate it (Statistical Science 16, 2001).
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (999, 1000, 0.9943, 0.9998),
    ],
)
def test_the_interval_is_wilsons(count, of, low, high):
    assert MeasuredShare(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_there_is_no_share():
    assert MeasuredShare(0, 0).as_json() == {
        "value": None,
        "low": None,
        "high": None,
        "count": 0,
        "of": 0,
    }


def test_errors_are_listed_the_wrong_ones_first():
    assert [
        (row["error"], row["external_ref"], row["account"]) for row in match_errors(CLAIMS)
    ] == [
        ("wrong", "C2", "A9"),
        ("wrong", "C3", "A8"),
        ("missed", "C5", None),
        ("missed", "C6", None),
        ("missed", "C8", None),
        ("referred", "C4", None),
    ]


def test_groups_hold_every_claim_once():
    states, names = quality_by_state(CLAIMS), quality_by_name_group(CLAIMS)

    assert {key: each.claims for key, each in states.items()} == {"CA": 7, "NY": 1}
    assert {key: each.claims for key, each in names.items()} == {
        "common": 5,
        "other_letters": 1,
        "several_names": 1,
        "short": 1,
    }


def test_json_has_the_shares_with_their_intervals():
    told = quality_json(CLAIMS)

    assert told["precision"]["value"] == 1 / 3
    assert told["precision"]["low"] < 1 / 3 < told["precision"]["high"]
    assert set(told) == {
        *("claims", "precision", "recall", "found", "automatic", "referred"),
        *("by_state", "by_name_group", "errors"),
    }
