import pyarrow as pa
import pytest

from claims.calculator.allocation import payability_of
from tests.claims.calculator.allocation.engine import kept
from tests.claims.calculator.allocation.plans import plan_of

ALL = ("pending", "appealed", "undetermined")


def _treated(verdict, standing, known, reserve_for):
    schema = pa.schema({"v": pa.string(), "s": pa.string(), "k": pa.bool_()})
    table = kept(pa.Table.from_pylist([{"v": verdict, "s": standing, "k": known}], schema=schema))
    plan = plan_of(reserve_for=reserve_for)
    found = payability_of(table["v"], table["s"], table["k"], plan).name("t").as_table()
    return found.to_pyarrow()["t"][0].as_py()


@pytest.mark.parametrize(
    ("verdict", "standing", "known", "treated", "reason"),
    [
        pytest.param("eligible", "approved", True, "pay", None, id="eligible and approved"),
        pytest.param("eligible", None, True, "pay", None, id="eligible, standing not stated"),
        pytest.param("eligible", "approved", False, "keep", "undetermined", id="amount unknown"),
        pytest.param("eligible", "pending", True, "keep", "pending", id="not decided yet"),
        pytest.param("eligible", "appealed", True, "keep", "appealed", id="appealed"),
        pytest.param("undetermined", "approved", True, "keep", "undetermined", id="undetermined"),
        pytest.param("ineligible", "appealed", True, "keep", "appealed", id="denied and appealed"),
        pytest.param("ineligible", "approved", True, None, None, id="ineligible"),
        pytest.param("ineligible", None, False, None, None, id="ineligible, amount unknown"),
        pytest.param("ineligible", "pending", True, None, None, id="ineligible and pending"),
    ],
)
def test_a_claim_is_paid_kept_or_takes_no_part(verdict, standing, known, treated, reason):
    assert _treated(verdict, standing, known, ALL) == treated
    if reason is not None:
        assert _treated(verdict, standing, known, (reason,)) == "keep"
        others = tuple(standing for standing in ALL if standing != reason)
        assert _treated(verdict, standing, known, others) is None


@pytest.mark.parametrize("reserve_for", [("pending",), ("undetermined",)])
def test_a_claim_with_two_reasons_is_kept_for_either(reserve_for):
    assert _treated("undetermined", "pending", False, reserve_for) == "keep"
