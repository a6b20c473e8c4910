from fractions import Fraction
from math import floor
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.calculator.allocation.apportionment import CannotApportion
from claims.calculator.allocation.water_filling import FloorsDoNotFit, ShareBound, fill_pool
from tests.claims.calculator.allocation.engine import claims_of, column, engine
from tests.examples import examples


def _table(claims):
    """Claims as (weight, at_least, at_most), with the keys a, b, c, …"""
    rows = (
        {"key": chr(ord("a") + i), "weight": weight, "at_least": least, "at_most": most}
        for i, (weight, least, most) in enumerate(claims)
    )
    return claims_of(rows, "weight", "at_least", "at_most")


def _filled(pool, *claims, **options):
    return fill_pool(engine(), _table(claims), pool, **options)


def _shares(filled):
    return tuple(cents for _, cents in sorted(column(filled.table).items()))


def _bounds(filled):
    return tuple(bound for _, bound in sorted(column(filled.table, "bound").items()))


# -- by example -------------------------------------------------------------------------------

FREE = (1, None, None)


@pytest.mark.parametrize(
    ("pool", "claims", "shares", "bounds"),
    [
        pytest.param(100, [FREE, FREE], (50, 50), "free free", id="no limits"),
        pytest.param(100, [FREE, (1, None, 50)], (50, 50), "free cap", id="a cap just reached"),
        pytest.param(100, [FREE, (1, None, 51)], (50, 50), "free free", id="a cap not reached"),
        pytest.param(100, [FREE, (1, None, 49)], (51, 49), "free cap", id="a cap frees a cent"),
        pytest.param(100, [FREE, (1, 50, None)], (50, 50), "free floor", id="a floor just held"),
        pytest.param(100, [FREE, (1, 49, None)], (50, 50), "free free", id="a floor not needed"),
        pytest.param(
            101, [(1, 50, None), FREE], (51, 50), "free free", id="half a cent above a floor"
        ),
        pytest.param(
            101, [(1, None, 50), FREE], (50, 51), "cap free", id="half a cent above a cap"
        ),
        pytest.param(
            101, [(1, None, 51), FREE], (51, 50), "free free", id="half a cent below a cap"
        ),
        pytest.param(100, [FREE, (1, 51, None)], (49, 51), "free floor", id="a floor takes one"),
        pytest.param(100, [FREE, (1, 100, None)], (0, 100), "free floor", id="a floor takes all"),
        pytest.param(100, [FREE, (1, 60, 20)], (80, 20), "free cap", id="a cap below the floor"),
        pytest.param(100, [FREE, (9, None, 0)], (100, 0), "free cap", id="a cap of nothing"),
        pytest.param(100, [FREE, (0, 30, None)], (70, 30), "free no_weight", id="weight 0, floor"),
        pytest.param(100, [FREE, (0, 30, 20)], (80, 20), "free no_weight", id="weight 0, cap"),
        pytest.param(100, [FREE, (0, None, None)], (100, 0), "free no_weight", id="weight 0 alone"),
        pytest.param(
            100,
            [(1, None, 10), (2, None, 15), (7, None, None)],
            (10, 15, 75),
            "cap cap free",
            id="caps free money for those above them",
        ),
        pytest.param(
            100,
            [(5, None, 20), (4, None, 40), (1, None, None)],
            (20, 40, 40),
            "cap cap free",
            id="the second cap is reached only by what the first one frees",
        ),
        pytest.param(
            100,
            [(1, 30, None), (2, 25, None), (7, None, None)],
            (30, 25, 45),
            "floor floor free",
            id="floors take money from those above them",
        ),
        pytest.param(
            100,
            [(1, 40, None), (4, None, 20), (5, None, None)],
            (40, 20, 40),
            "floor cap free",
            id="a floor and a cap together",
        ),
        pytest.param(0, [FREE, (1, None, 5)], (0, 0), "free free", id="an empty pool"),
    ],
)
def test_shares_are_filled_until_nothing_changes(pool, claims, shares, bounds):
    filled = _filled(pool, *claims)
    assert _shares(filled) == shares
    assert _bounds(filled) == tuple(bounds.split())
    assert filled.paid_cents == sum(shares) == pool
    assert filled.claims == len(claims)


def test_what_no_cap_lets_anybody_take_is_left():
    filled = _filled(100, (1, None, 30), (5, None, 40))
    assert _shares(filled) == (30, 40)
    assert (filled.paid_cents, filled.left_cents, filled.value) == (70, 30, None)


def test_floors_that_take_the_whole_pool_fit():
    assert _shares(_filled(100, (1, 60, None), (1, 40, None))) == (60, 40)


@pytest.mark.parametrize(
    ("claims", "needed"),
    [
        pytest.param([(1, 60, None), (1, 41, None)], 101, id="a cent too much"),
        pytest.param([(0, 60, None), (0, 50, None)], 110, id="of claims without weight too"),
        pytest.param([(1, 60, 50), (1, 51, None)], 101, id="a floor counts up to the cap"),
        pytest.param([(1, 2**62, None)] * 4, 2**64, id="more than a BIGINT holds"),
    ],
)
def test_floors_that_do_not_fit_say_by_how_much(claims, needed):
    with pytest.raises(FloorsDoNotFit, match=r"more than the \$1\.00") as refused:
        _filled(100, *claims)
    assert (refused.value.needed_cents, refused.value.pool_cents) == (needed, 100)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        pytest.param((1, -1, None), "Claim a has a limit at_least below", id="a negative floor"),
        pytest.param((1, None, -1), "Claim a has a limit at_most below", id="a negative cap"),
        pytest.param((-1, None, None), "Claim a has a weight below", id="a negative weight"),
        pytest.param((None, None, None), "Claim a has no weight", id="an unknown weight"),
    ],
)
def test_a_claim_that_allows_no_share_is_refused(claim, words):
    with pytest.raises(CannotApportion, match=words):
        _filled(100, claim)


@pytest.mark.parametrize("pool", [0, 100])
def test_of_nobody_all_is_left(pool):
    filled = _filled(pool)
    assert (filled.paid_cents, filled.left_cents, filled.claims) == (0, pool, 0)


# -- the minimum payment ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minimum", "shares", "bounds"),
    [
        pytest.param(10, (10, 30, 60), "free free free", id="a share of just the minimum is paid"),
        pytest.param(11, (0, 33, 67), "below_minimum free free", id="a cent below it, nothing"),
        pytest.param(31, (0, 0, 100), "below_minimum below_minimum free", id="two are below it"),
        pytest.param(61, (0, 0, 0), "below_minimum below_minimum below_minimum", id="all are"),
    ],
)
def test_whose_share_is_below_the_minimum_gets_nothing_and_the_others_share_again(
    minimum, shares, bounds
):
    filled = _filled(
        100, (1, None, None), (3, None, None), (6, None, None), minimum_payment=minimum
    )
    assert _shares(filled) == shares
    assert _bounds(filled) == tuple(bounds.split())
    assert filled.left_cents == 100 - sum(shares)


def test_those_below_the_minimum_drop_out_all_at_once():
    # Were they dropped one by one, the second would be raised to 3 * 100 / 9 = 33 and paid.
    assert _shares(_filled(100, FREE, (3, None, None), (6, None, None), minimum_payment=33)) == (
        0,
        0,
        100,
    )


def test_a_floor_or_cap_below_the_minimum_pays_nothing():
    filled = _filled(100, (1, None, 5), (0, 5, None), FREE, minimum_payment=6)
    assert _shares(filled) == (0, 0, 100)
    assert _bounds(filled) == ("below_minimum", "below_minimum", "free")


# -- rounding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "shares", "left", "over"),
    [
        pytest.param("largest_remainder", (17, 17, 16, 50), 0, 0, id="every cent is given out"),
        pytest.param("down", (16, 16, 16, 50), 2, 0, id="cut"),
        pytest.param("half_up", (17, 17, 17, 50), 0, 1, id="half up pays a cent too much"),
    ],
)
def test_only_free_shares_are_rounded(rounding, shares, left, over):
    filled = _filled(100, FREE, FREE, FREE, (9, None, 50), rounding=rounding)
    assert _shares(filled) == shares
    assert (filled.left_cents, filled.over_cents) == (left, over)
    assert filled.value == Fraction(50, 3)


@pytest.mark.parametrize(
    ("rounding", "share", "shares", "left", "over"),
    [
        pytest.param("down", 16, (16, 16, 48), 3, 0, id="a share cut, then multiplied"),
        pytest.param("largest_remainder", 16, (16, 16, 48), 3, 0, id="and not shared again"),
        pytest.param("half_up", 17, (17, 17, 51), 0, 2, id="a share half up, then multiplied"),
    ],
)
def test_one_share_in_whole_cents_is_cut_before_it_is_multiplied(
    rounding, share, shares, left, over
):
    three = (3, None, None)
    filled = _filled(83, FREE, FREE, three, rounding=rounding, share_value="whole_cents")
    assert filled.share_cents == share
    assert _shares(filled) == shares
    assert (filled.left_cents, filled.over_cents) == (left, over)


def test_limits_hold_after_one_share_is_cut_to_whole_cents():
    filled = _filled(
        99, FREE, (1, 33, None), (1, 34, 34), share_value="whole_cents", rounding="down"
    )
    assert _shares(filled) == (32, 33, 34)


# -- against a second way ---------------------------------------------------------------------


def exact_shares(pool, claims):
    """Each claim's share in exact fractions: the value of a weight of 1 is looked for among the
    values at which a claim reaches a limit, and lies on the line between two of them."""
    lower = [min(least or 0, most) if most is not None else least or 0 for _, least, most in claims]

    def share(i, value):
        weight, _, most = claims[i]
        if weight == 0:
            return Fraction(lower[i])
        least = max(value * weight, lower[i])
        return min(least, Fraction(most)) if most is not None else least

    def paid(value):
        return sum(share(i, value) for i in range(len(claims)))

    ends = {Fraction(0)}
    for i, (weight, _, most) in enumerate(claims):
        if weight:
            ends |= {Fraction(lower[i], weight)}
            ends |= {Fraction(most, weight)} if most is not None else set()
    marks = sorted(ends)
    marks.append(marks[-1] + pool + 1)
    low = max((mark for mark in marks if paid(mark) <= pool), default=None)
    if low is None:
        return None
    high = next((mark for mark in marks if mark > low), None)
    value = low
    if high is not None:
        value += (high - low) * Fraction(pool - paid(low), paid(high) - paid(low))
    return [share(i, value) for i in range(len(claims))]


CENTS = st.integers(0, 40).flatmap(lambda bits: st.integers(0, 2**bits))
LIMITED = st.tuples(
    st.one_of(st.integers(0, 5), CENTS), st.none() | CENTS, st.none() | st.just(0) | CENTS
)


@settings(max_examples=examples(60))
@given(CENTS, st.lists(LIMITED, min_size=1, max_size=12))
@example(100, [(0, None, None)])
@example(10, [(1, None, 3), (1, None, 3)])
@example(2**40, [(2**40, None, 7), (3, 5, None), (3, 2**39, None), (1, None, None)])
def test_shares_are_those_of_a_search_by_fractions(pool, claims):
    exact = exact_shares(pool, claims)
    if exact is None:
        with pytest.raises(FloorsDoNotFit):
            _filled(pool, *claims)
        return
    filled = _filled(pool, *claims)
    shares, bounds = _shares(filled), _bounds(filled)
    cut = [floor(share) for share in exact]
    assert tuple(base for _, base in sorted(column(filled.table, "base").items())) == tuple(cut)
    # The cents that the cut leaves of a pool used up go to the largest fractions, lowest key first.
    order = sorted(range(len(claims)), key=lambda i: (cut[i] - exact[i], i))
    for i in order[: int(sum(exact)) - sum(cut)]:
        cut[i] += 1
    assert shares == tuple(cut)
    assert filled.paid_cents == sum(exact) <= pool
    for (weight, _, most), share, bound in zip(claims, exact, bounds, strict=True):
        assert bound in get_args(ShareBound)
        assert (bound == "no_weight") == (weight == 0)
        assert bound != "cap" or share == most
        assert bound != "free" or share == filled.value * weight


@settings(max_examples=examples(15))
@given(CENTS, st.lists(LIMITED, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nobodys_share(pool, claims, random):
    if exact_shares(pool, claims) is None:
        return
    rows = [
        {"key": f"{i}", "weight": weight, "at_least": least, "at_most": most}
        for i, (weight, least, most) in enumerate(claims)
    ]
    names = ("weight", "at_least", "at_most")
    first = column(fill_pool(engine(), claims_of(rows, *names), pool).table)
    random.shuffle(rows)
    shuffled = claims_of(rows, *names, threads=2)
    assert column(fill_pool(engine(2), shuffled, pool).table) == first
