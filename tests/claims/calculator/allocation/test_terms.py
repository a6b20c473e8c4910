import pyarrow as pa
import pytest

from claims.calculator.allocation import (
    is_share_known,
    shares_by_key,
    term_columns,
    weight_scale,
    with_terms,
)
from claims.calculator.damages import with_potentials
from claims.calculator.facts import with_claim_facts
from claims.money.exact_arithmetic import install_arithmetic
from claims.plans.shares import Shares
from tests.claims.calculator.allocation.engine import engine, kept
from tests.claims.calculator.allocation.plans import cited, head, named, plan_of, pool, stated

POINTS = {"fact": "points"}
OLD = {"fact": "old", "is": True}
TYPES = {
    "points": pa.int64(),
    "loss": pa.int64(),
    "old": pa.bool_(),
    "paid": pa.int64(),
    "cashed": pa.bool_(),
}
FACTS = stated(points="count", loss="amount", old="yes_or_no", paid="amount", cashed="yes_or_no")
KNOWN = {"points": 5, "loss": 1000, "old": True, "paid": 100, "cashed": True}


def _terms(shares, later=None, **facts):
    """The terms of one claim in the pool, or in the later round, and whether they are known."""
    plan = plan_of(
        facts=FACTS,
        damages=[head("loss", {"fact": "loss"})],
        pools=[shares],
        rounds=[] if later is None else [later],
    )
    schema = pa.schema({f"fact_{key}": of for key, of in TYPES.items()})
    rows = [{f"fact_{key}": value for key, value in (KNOWN | facts).items()}]
    by_key = shares_by_key(plan, 1 if later is None else 2)
    install_arithmetic(engine())
    table = with_claim_facts(kept(pa.Table.from_pylist(rows, schema=schema)), plan)
    table = with_terms(with_potentials(table, plan), plan, by_key)
    columns = term_columns(by_key)
    row = table.select(*columns, known=is_share_known(table, by_key)).to_pyarrow().to_pylist()[0]
    key = next(iter(by_key))
    return {name.removesuffix(f"_{key}"): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("shares", "facts", "weight"),
    [
        pytest.param(pool(), {}, 1, id="equal"),
        pytest.param(pool(by=POINTS), {}, 5, id="points"),
        pytest.param(pool(by=POINTS), {"points": None}, None, id="unknown points"),
        pytest.param(pool(by="award"), {}, 1000, id="the award"),
        pytest.param(pool(by={"head": "loss"}), {"loss": None}, None, id="an unknown head"),
        pytest.param(pool(multiples=[{"if": OLD, "times": "3"}]), {}, 3, id="a multiple"),
        pytest.param(
            pool(multiples=[{"if": OLD, "times": "3"}]), {"old": False}, 1, id="a multiple unmet"
        ),
        pytest.param(
            pool(multiples=[{"if": OLD, "times": "3"}]),
            {"old": None},
            None,
            id="a multiple unknown",
        ),
        pytest.param(pool(multiples=[{"if": OLD, "times": "1.5"}]), {}, 3, id="three halves"),
        pytest.param(
            pool(multiples=[{"if": OLD, "times": "1.5"}]), {"old": False}, 2, id="two halves"
        ),
    ],
)
def test_a_weight_is_a_whole_number_or_unknown(shares, facts, weight):
    terms = _terms(shares, **facts)
    assert terms["weight"] == weight
    assert terms["known"] is (weight is not None)


def test_one_share_weighs_what_makes_every_multiple_whole():
    def scale(*times):
        multiples = [{"if": OLD, "times": each} for each in times]
        return weight_scale(Shares.model_validate({"by": "equal", "multiples": multiples}))

    assert scale() == 1
    assert scale("3") == 1
    assert scale("1.5") == 2
    assert scale("1.5", "2/3", "0.25") == 12


@pytest.mark.parametrize(
    ("limits", "loss", "found"),
    [
        pytest.param({}, None, {}, id="none"),
        pytest.param(
            {"at_least": "1.00", "at_most": "2.00", "then_at_most": "3.00"},
            None,
            {"at_least": 100, "at_most": 200, "then_at_most": 300},
            id="sums",
        ),
        pytest.param(
            {"at_least": "award", "at_most": {"times": "2", "of": {"head": "loss"}}},
            1000,
            {"at_least": 1000, "at_most": 2000},
            id="the award and a head",
        ),
    ],
)
def test_limits_are_in_cents(limits, loss, found):
    terms = _terms(pool(**limits), loss=loss)
    assert {name: terms[name] for name in terms if name.startswith(("at_", "then_"))} == found
    assert terms["known"] is True


@pytest.mark.parametrize("limit", ["at_least", "at_most"])
def test_a_share_within_an_unknown_limit_is_unknown(limit):
    terms = _terms(pool(**{limit: "award"}), loss=None)
    assert terms[limit] is None
    assert terms["known"] is False


@pytest.mark.parametrize(
    ("old", "loss", "member", "known"),
    [
        pytest.param(True, None, True, False, id="a member whose limit is unknown"),
        pytest.param(False, None, False, True, id="no member, so its limit is no matter"),
        pytest.param(None, 1000, None, False, id="nobody knows whether a member"),
    ],
)
def test_who_shares_decides_whether_the_share_is_known(old, loss, member, known):
    terms = _terms(pool(who=OLD, at_most="award"), old=old, loss=loss)
    assert (terms["member"], terms["known"]) == (member, known)


@pytest.mark.parametrize(
    ("paid", "cashed", "old", "member"),
    [
        pytest.param(1, True, True, True, id="was paid a cent and cashed it"),
        pytest.param(0, True, True, False, id="was paid nothing"),
        pytest.param(None, True, True, None, id="nobody knows what it was paid"),
        pytest.param(1, False, True, False, id="did not cash it"),
        pytest.param(1, None, True, None, id="nobody knows whether it was cashed"),
        pytest.param(0, None, True, False, id="nothing to cash"),
        pytest.param(1, True, False, False, id="not one of those whom the round is for"),
        pytest.param(1, True, None, None, id="perhaps one of them"),
    ],
)
def test_in_a_later_round_those_share_who_cashed_what_they_were_paid(paid, cashed, old, member):
    later = cited(number=2, paid="paid", cashed="cashed", money="returned", by="equal", who=OLD)
    later["label"] = named("label")["label"]
    terms = _terms(pool(), later, paid=paid, cashed=cashed, old=old)
    assert terms["member"] is member
    assert terms["known"] is (member is not None)


def test_a_round_that_the_plan_does_not_have_is_no_key():
    assert list(shares_by_key(plan_of())) == ["all"]
    with pytest.raises(KeyError):
        shares_by_key(plan_of(), 2)
