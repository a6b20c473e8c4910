from datetime import date
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calculator.allocation import (
    FIRST_ROUND,
    OverspentFund,
    divide_fund,
    shares_by_key,
    with_terms,
)
from claims.calculator.damages import with_potentials
from claims.calculator.facts import with_claim_facts
from claims.money import CannotCalculate
from claims.money.exact_arithmetic import install_arithmetic
from tests.claims.calculator.allocation.engine import column, engine, kept
from tests.claims.calculator.allocation.plans import (
    cited,
    deduction,
    fund,
    head,
    plan_of,
    pool,
    rounding,
    stated,
)
from tests.examples import examples

TAX_CAP = cited(unless={"fact": "tin", "is": True}, form="1099-MISC", paid_on=date(2025, 6, 1))
TYPES = {"count": pa.int64(), "amount": pa.int64(), "text": pa.string(), "yes_or_no": pa.bool_()}


def _divided(plan, claims, round_number=FIRST_ROUND):
    """The division among claims by name: their facts, and `treatment` where they are not paid."""
    rows = [
        {"claim": claim, "treatment": "pay"}
        | {key if key == "treatment" else f"fact_{key}": value for key, value in facts.items()}
        for claim, facts in claims.items()
    ]
    types = {f"fact_{key}": TYPES[fact.type] for key, fact in plan.facts.items()}
    schema = pa.schema({"claim": pa.string(), "treatment": pa.string(), **types})
    install_arithmetic(engine())
    facts = with_claim_facts(kept(pa.Table.from_pylist(rows, schema=schema)), plan)
    table = with_terms(with_potentials(facts, plan), plan, shares_by_key(plan, round_number))
    division = divide_fund(engine(), table, plan, round_number)
    paid = division.payments + division.kept + division.withheld + division.residual
    assert paid == division.net
    return division


def _of(division, name):
    return column(division.table.rename(key="claim"), name)


def _many(number, **facts):
    return {f"{n:03d}": facts for n in range(number)}


def _pools(division):
    return {pool.key: (pool.money, pool.used) for pool in division.pools}


# -- pools ------------------------------------------------------------------------------------


def test_the_rest_is_shared_to_the_cent():
    division = _divided(plan_of(), _many(3))
    assert _of(division, "payment") == {"000": 3334, "001": 3333, "002": 3333}
    assert (division.payments, division.kept, division.withheld, division.residual) == (
        10000,
        0,
        0,
        0,
    )
    assert division.pools[0].share_value == Fraction(10000, 3)


@pytest.mark.parametrize(
    ("money", "cents"),
    [
        pytest.param({"percent": "20"}, 2000, id="a percentage"),
        pytest.param({"percent": "20", "at_most": "20.01"}, 2000, id="a limit above it"),
        pytest.param({"percent": "20", "at_most": "20.00"}, 2000, id="a limit just reached"),
        pytest.param({"percent": "20", "at_most": "19.99"}, 1999, id="a limit below it"),
        pytest.param({"percent": "33.335"}, 3333, id="a percentage of fractions, cut"),
        pytest.param({"amount": "12.34"}, 1234, id="a sum"),
        pytest.param({"amount": "100.00"}, 10000, id="all of it"),
    ],
)
def test_a_pool_holds_what_the_plan_says_and_the_next_one_the_rest(money, cents):
    plan = plan_of(pools=[pool("first", money), pool("second")])
    division = _divided(plan, _many(1))
    assert _pools(division) == {"first": (cents, cents), "second": (10000 - cents, 10000 - cents)}
    assert _of(division, "share_first") == {"000": cents}
    assert _of(division, "payment") == {"000": 10000}


def test_a_percentage_of_a_pool_is_rounded_by_the_rule_for_amounts():
    plan = plan_of(
        pools=[pool("first", {"percent": "33.335"}), pool("second")], rounding=rounding("half_up")
    )
    assert _pools(_divided(plan, _many(1)))["first"] == (3334, 3334)


def test_percentages_are_of_the_net_fund_and_not_of_what_is_left():
    plan = plan_of(
        fund=fund(deductions=[deduction("costs", amount="50.00")]),
        pools=[pool("a", {"percent": "50"}), pool("b", {"percent": "50"})],
    )
    assert _pools(_divided(plan, _many(1))) == {"a": (2500, 2500), "b": (2500, 2500)}


def test_pools_are_filled_in_order_and_the_last_has_no_more_than_is_left():
    # Each half is 50.005 cents rounded up; together a cent more than there is.
    plan = plan_of(
        fund=fund("1.01"),
        pools=[pool("a", {"percent": "50"}), pool("b", {"percent": "50"})],
        rounding=rounding("half_up"),
    )
    assert _pools(_divided(plan, _many(1))) == {"a": (51, 51), "b": (50, 50)}


@pytest.mark.parametrize(
    ("unspent", "second", "residual"),
    [
        pytest.param("rest", 7000, 0, id="goes to the next pool"),
        pytest.param("residual", 4000, 3000, id="goes to the residual"),
    ],
)
def test_what_a_pool_does_not_use(unspent, second, residual):
    first = pool("first", {"amount": "60.00"}, at_most="30.00", unspent=unspent)
    division = _divided(plan_of(pools=[first, pool("second")]), _many(1))
    assert _pools(division) == {"first": (6000, 3000), "second": (second, second)}
    assert division.residual == residual
    assert division.pools[0].unspent == 3000


def test_what_the_last_pool_does_not_use_is_residual():
    division = _divided(plan_of(pools=[pool(at_most="10.00")]), _many(2))
    assert (division.payments, division.residual) == (2000, 8000)


def test_a_pool_is_shared_by_those_of_whom_its_condition_holds():
    plan = plan_of(
        facts=stated(old="yes_or_no"),
        pools=[
            pool("old", {"amount": "40.00"}, who={"fact": "old", "is": True}),
            pool("all"),
        ],
    )
    division = _divided(plan, {"a": {"old": True}, "b": {"old": False}, "c": {"old": None}})
    assert _of(division, "share_old") == {"a": 4000, "b": 0, "c": 0}
    assert _of(division, "share_all") == {"a": 2000, "b": 2000, "c": 2000}


def test_without_claims_all_is_residual():
    division = _divided(plan_of(), {})
    assert (division.payments, division.residual) == (0, 10000)
    assert division.pools[0].share_value is None


# -- weights and limits -----------------------------------------------------------------------


def test_shares_are_in_proportion_to_points():
    plan = plan_of(facts=stated(points="count"), pools=[pool(by={"fact": "points"})])
    claims = {"a": {"points": 1}, "b": {"points": 0}, "c": {"points": 3}}
    assert _of(_divided(plan, claims), "payment") == {"a": 2500, "b": 0, "c": 7500}


@pytest.mark.parametrize(
    ("by", "at_most", "shares"),
    [
        pytest.param("award", None, (2500, 7500), id="pro rata of the award, up"),
        pytest.param("award", "award", (1000, 3000), id="paid in full"),
        pytest.param({"head": "loss"}, {"head": "loss"}, (1000, 3000), id="of one head"),
        pytest.param("equal", "award", (1000, 3000), id="equal up to the award"),
        pytest.param("equal", "25.00", (2500, 2500), id="equal up to a sum"),
    ],
)
def test_shares_and_limits_speak_of_the_award(by, at_most, shares):
    limits = {} if at_most is None else {"at_most": at_most}
    plan = plan_of(
        facts=stated(loss="amount"),
        damages=[head("loss", {"fact": "loss"})],
        pools=[pool(by=by, **limits)],
    )
    division = _divided(plan, {"a": {"loss": 1000}, "b": {"loss": 3000}})
    assert tuple(_of(division, "payment").values()) == shares


def test_the_first_multiple_that_is_met_counts():
    plan = plan_of(
        facts=stated(days="count"),
        pools=[
            pool(
                multiples=[
                    {"if": {"fact": "days", "at_least": 20}, "times": "3"},
                    {"if": {"fact": "days", "at_least": 10}, "times": "1.5"},
                ]
            )
        ],
    )
    claims = {"a": {"days": 20}, "b": {"days": 19}, "c": {"days": 10}, "d": {"days": 9}}
    division = _divided(plan, claims)
    # 3 + 1.5 + 1.5 + 1 = 7 shares of 10000 / 7 cents.
    assert _of(division, "payment") == {"a": 4286, "b": 2143, "c": 2143, "d": 1428}
    assert division.pools[0].share_value == Fraction(10000, 7)


@pytest.mark.parametrize(
    ("members", "payment", "residual"),
    [
        pytest.param(10, 1000, 0, id="nothing is left under the first limit"),
        pytest.param(9, 1111, 1, id="a cent is left, and a second limit counts"),
        pytest.param(4, 2000, 2000, id="the second limit is reached"),
    ],
)
def test_a_second_limit_counts_when_money_would_be_left(members, payment, residual):
    plan = plan_of(
        pools=[pool(at_most="10.00", then_at_most="20.00")], rounding=rounding(payments="down")
    )
    division = _divided(plan, _many(members))
    assert set(_of(division, "payment").values()) == {payment}
    assert division.residual == residual


def test_a_share_below_the_minimum_is_not_paid():
    plan = plan_of(
        facts=stated(points="count"),
        pools=[pool(by={"fact": "points"}, minimum_payment="10.00")],
    )
    division = _divided(plan, {"a": {"points": 10}, "b": {"points": 9}, "c": {"points": 81}})
    assert _of(division, "payment") == {"a": 1099, "b": 0, "c": 8901}
    assert _of(division, "bound_all")["b"] == "below_minimum"


def test_floors_that_do_not_fit_name_the_pool():
    with pytest.raises(CannotCalculate, match=r"^all: The floors .* \$100\.02, more than the"):
        _divided(plan_of(pools=[pool(at_least="33.34")]), _many(3))


# -- top-up -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "top_up", "payment"),
    [
        pytest.param("25.00", 0, 2500, id="a share of just the sum"),
        pytest.param("25.01", 2000, 3000, id="a cent below it"),
    ],
)
def test_the_defendant_adds_money_if_one_share_is_below_a_sum(bound, top_up, payment):
    added = cited(amount="20.00", if_share_below=bound, pool="all")
    division = _divided(plan_of(fund=fund(top_up=added)), _many(4))
    assert (division.top_up, division.net) == (top_up, 10000 + top_up)
    assert set(_of(division, "payment").values()) == {payment}


def test_a_share_a_fraction_of_a_cent_below_the_sum_is_below_it():
    added = cited(amount="20.00", if_share_below="33.34", pool="all")
    assert _divided(plan_of(fund=fund(top_up=added)), _many(3)).top_up == 2000
    added["if_share_below"] = "33.33"  # 33.333… is not below it
    assert _divided(plan_of(fund=fund(top_up=added)), _many(3)).top_up == 0


def test_the_share_compared_is_the_one_before_any_limit():
    added = cited(amount="20.00", if_share_below="25.00", pool="all")
    plan = plan_of(fund=fund(top_up=added), pools=[pool(at_most="10.00")])
    assert _divided(plan, _many(4)).top_up == 0


def test_nobody_to_share_needs_no_top_up():
    added = cited(amount="20.00", if_share_below="25.00", pool="all")
    assert _divided(plan_of(fund=fund(top_up=added)), {}).top_up == 0


# -- tax cap ----------------------------------------------------------------------------------


def _capped(gross, **changes):
    return plan_of(facts=stated(tin="yes_or_no"), fund=fund(gross), tax_cap=TAX_CAP, **changes)


@pytest.mark.parametrize(
    ("gross", "payment", "withheld"),
    [
        pytest.param("599.99", 59999, 0, id="a cent below what must be reported"),
        pytest.param("600.00", 59999, 1, id="what must be reported"),
        pytest.param("1000.00", 59999, 40001, id="more"),
    ],
)
@pytest.mark.parametrize("tin", [False, None])
def test_without_a_number_on_file_a_cent_less_than_must_be_reported_is_paid(
    gross, payment, withheld, tin
):
    division = _divided(_capped(gross), {"a": {"tin": tin}})
    assert (division.payments, division.withheld, division.residual) == (payment, withheld, 0)
    assert _of(division, "withheld") == {"a": withheld}


def test_with_a_number_on_file_the_whole_share_is_paid():
    assert _divided(_capped("1000.00"), {"a": {"tin": True}}).payments == 100000


def test_what_is_withheld_is_not_shared_again():
    division = _divided(_capped("2000.00"), {"a": {"tin": False}, "b": {"tin": True}})
    assert _of(division, "payment") == {"a": 59999, "b": 100000}
    assert _of(division, "withheld") == {"a": 40001, "b": 0}


def test_the_tax_cap_counts_all_pools_together():
    plan = _capped("800.00", pools=[pool("one", {"percent": "50"}), pool("two")])
    division = _divided(plan, {"a": {"tin": False}})
    assert _of(division, "share_one") == _of(division, "share_two") == {"a": 40000}
    assert (division.payments, division.withheld) == (59999, 20001)


# -- reserve ----------------------------------------------------------------------------------


def test_a_kept_claim_has_its_share_in_reserve_and_one_without_treatment_no_part():
    claims = {"a": {}, "b": {"treatment": "keep"}, "c": {"treatment": None}}
    division = _divided(plan_of(), claims)
    assert _of(division, "payment") == {"a": 5000, "b": 0}
    assert _of(division, "kept") == {"a": 0, "b": 5000}
    assert (division.payments, division.kept, division.residual) == (5000, 5000, 0)


def test_a_kept_share_is_not_cut_by_the_tax_cap():
    division = _divided(_capped("1000.00"), {"a": {"treatment": "keep", "tin": False}})
    assert (division.kept, division.withheld) == (100000, 0)


def test_of_a_kept_claim_the_unknown_is_taken_so_that_enough_is_kept():
    plan = plan_of(
        facts=stated(old="yes_or_no", loss="amount"),
        damages=[head("loss", {"fact": "loss"})],
        pools=[pool(who={"fact": "old", "is": True}, at_most={"fact": "loss"})],
    )
    paid = {"old": True, "loss": 1000}
    division = _divided(plan, {"a": paid, "b": {"treatment": "keep"}})
    assert (division.payments, division.kept) == (1000, 9000)
    assert division.kept_without_amount == 0


def test_a_kept_claim_of_unknown_weight_is_counted_since_nothing_can_be_kept():
    plan = plan_of(facts=stated(points="count"), pools=[pool(by={"fact": "points"})])
    claims = {
        "a": {"points": 1},
        "b": {"treatment": "keep"},
        "c": {"treatment": "keep", "points": 3},
    }
    division = _divided(plan, claims)
    assert (division.payments, division.kept, division.kept_without_amount) == (2500, 7500, 1)


# -- overspending -----------------------------------------------------------------------------


def test_equal_wages_rounded_half_up_overspend_by_57_cents_and_are_refused():
    plan = plan_of(fund=fund("11400.57"), rounding=rounding(payments="half_up"))
    with pytest.raises(
        OverspentFund, match=r"\$0\.57 more than the net fund of \$11,400\.57"
    ) as no:
        _divided(plan, _many(114))
    assert no.value.over_cents == 57


@pytest.mark.parametrize(
    ("gross", "over"), [pytest.param("0.02", 0, id="fits"), pytest.param("0.03", 1, id="a cent")]
)
def test_half_up_is_refused_from_the_first_cent_too_much(gross, over):
    plan = plan_of(fund=fund(gross), rounding=rounding(payments="half_up"))
    if over:
        with pytest.raises(OverspentFund) as no:
            _divided(plan, _many(2))
        assert no.value.over_cents == over
    else:
        assert _divided(plan, _many(2)).residual == 0


@pytest.mark.parametrize("unspent", ["rest", "residual"])
def test_a_pool_may_overspend_what_another_leaves(unspent):
    plan = plan_of(
        fund=fund("1.01"),
        pools=[
            pool("over", {"amount": "0.51"}, unspent=unspent),
            pool("under", at_most="0.10"),
        ],
        rounding=rounding(payments="half_up"),
    )
    division = _divided(plan, _many(2))
    assert _pools(division) == {"over": (51, 52), "under": (50, 20)}
    assert division.pools[0].unspent == -1
    assert (division.payments, division.residual) == (52 + 20, 101 - 72)


# -- later rounds -----------------------------------------------------------------------------


def _rounds(**changes):
    later = {
        "number": 2,
        "paid": "paid_before",
        "cashed": "cashed",
        "money": "returned",
        "by": "equal",
        **cited(),
        **changes,
    }
    return plan_of(
        facts=stated(paid_before="amount", cashed="yes_or_no", tin="yes_or_no"),
        rounds=[later | {"label": {"en": "Second", "es": "Segunda"}}],
        tax_cap=TAX_CAP,
    )


CASHED = {"paid_before": 2000, "cashed": True, "tin": True}
BACK = {"paid_before": 3000, "cashed": False, "tin": True}
NEVER = {"paid_before": 0, "cashed": True, "tin": True}


@pytest.mark.parametrize(
    ("terms", "net"),
    [
        pytest.param({}, 3000, id="what came back"),
        pytest.param({"costs": "10.00"}, 2000, id="less its costs"),
        pytest.param({"costs": "99.00"}, 0, id="less costs that take all"),
        pytest.param(
            {"money": "returned_and_residual"}, 3000 + 10000 - 7000, id="and what was never paid"
        ),
    ],
)
def test_a_later_round_shares_what_came_back_among_those_who_cashed(terms, net):
    division = _divided(_rounds(**terms), {"a": CASHED, "b": CASHED, "c": BACK, "d": NEVER}, 2)
    assert division.net == net
    assert _of(division, "payment") == {"a": net // 2, "b": net // 2, "c": 0, "d": 0}
    assert division.residual == 0


@pytest.mark.parametrize(
    ("least", "payments"),
    [pytest.param("30.00", 3000, id="just enough"), pytest.param("30.01", 0, id="a cent short")],
)
def test_a_round_is_held_only_for_enough_money(least, payments):
    division = _divided(_rounds(only_if_at_least=least), {"a": CASHED, "c": BACK}, 2)
    assert (division.payments, division.residual) == (payments, 3000 - payments)


def test_a_round_may_be_for_some_of_those_who_cashed():
    plan = _rounds(who={"fact": "tin", "is": True})
    division = _divided(plan, {"a": CASHED, "b": CASHED | {"tin": False}, "c": BACK}, 2)
    assert _of(division, "payment") == {"a": 3000, "b": 0, "c": 0}


@pytest.mark.parametrize(
    ("before", "payment"),
    [
        pytest.param(58000, 1999, id="room for part of the share"),
        pytest.param(59999, 0, id="paid just below the threshold before"),
        pytest.param(70000, 0, id="paid more than that before"),
        pytest.param(56999, 3000, id="room for just the share"),
    ],
)
def test_the_tax_cap_counts_what_was_paid_before(before, payment):
    claims = {"a": CASHED | {"paid_before": before, "tin": False}, "c": BACK}
    division = _divided(_rounds(), claims, 2)
    assert (division.payments, division.withheld) == (payment, 3000 - payment)


def test_a_payment_of_which_nobody_knows_whether_it_was_cashed_has_not_come_back():
    unsure = {"paid_before": 4000, "cashed": None, "tin": True, "treatment": "keep"}
    division = _divided(_rounds(), {"a": CASHED, "b": unsure, "c": BACK}, 2)
    assert division.net == 3000
    assert (division.payments, division.kept) == (1500, 1500)


def test_a_round_that_the_plan_does_not_have_is_refused():
    with pytest.raises(KeyError):
        _divided(_rounds(), {"a": CASHED}, 3)


# -- always -----------------------------------------------------------------------------------

CLAIM = st.fixed_dictionaries(
    {
        "points": st.integers(0, 30) | st.none(),
        "loss": st.integers(0, 20_000) | st.none(),
        "tin": st.booleans() | st.none(),
        "treatment": st.sampled_from(["pay", "pay", "pay", "keep", None]),
    }
)


@settings(max_examples=examples(10))
@given(
    st.lists(CLAIM, max_size=8),
    st.integers(0, 300_000),
    st.sampled_from(["largest_remainder", "down"]),
    st.sampled_from(["rest", "residual"]),
)
def test_payments_reserve_and_residual_are_always_the_net_fund(claims, gross, payments, unspent):
    plan = plan_of(
        facts=stated(points="count", loss="amount", tin="yes_or_no"),
        damages=[head("loss", {"fact": "loss"}, at_most="100.00")],
        combine="stack",
        fund=fund(f"{gross // 100}.{gross % 100:02d}"),
        pools=[
            pool("losses", {"percent": "30"}, "award", at_most="award", unspent=unspent),
            pool("points", by={"fact": "points"}, minimum_payment="1.00"),
        ],
        tax_cap=TAX_CAP,
        rounding=rounding(payments=payments),
    )
    # `_divided` asserts the balance of the totals; here that of each claim.
    division = _divided(plan, {f"{n}": claim for n, claim in enumerate(claims)})
    rows = division.table.to_pyarrow().to_pylist()
    assert len(rows) == sum(claim["treatment"] is not None for claim in claims)
    for row in rows:
        claim = claims[int(row["claim"])]
        shares = row["share_losses"] + row["share_points"]
        assert row["payment"] + row["kept"] + row["withheld"] == shares
        assert row["share_losses"] <= min(claim["loss"] or 0, 10_000)
        assert claim["treatment"] == "pay" or row["payment"] == row["withheld"] == 0
        assert claim["tin"] or row["payment"] <= 59_999
        assert row["share_points"] == 0 or row["share_points"] >= 100
