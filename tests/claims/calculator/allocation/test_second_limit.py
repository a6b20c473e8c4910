"""A pool's second limit, which takes the first one's place where that would leave money."""

import pytest

from tests.worked_examples.examples import run


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        pytest.param("10.00", {"a": "5.00", "b": "2.50", "c": "2.50"}, id="nothing is left"),
        pytest.param("10.01", {"a": "5.00", "b": "2.50", "c": "2.50"}, id="rounding leaves a cent"),
        pytest.param("15.00", {"a": "5.00", "b": "5.00", "c": "5.00"}, id="all at the limit"),
        pytest.param(
            "15.01", {"a": "9.00", "b": "3.00", "c": "3.00"}, id="the limits leave a cent"
        ),
        pytest.param("36.00", {"a": "12.00", "b": "12.00", "c": "12.00"}, id="all at the second"),
        pytest.param("37.00", {"a": "12.00", "b": "12.00", "c": "12.00"}, id="more than both take"),
    ],
)
def test_the_second_limit_counts_only_where_the_first_leaves_money(net, expected):
    example = {
        "plan": "fictional-fund",
        "with": {
            "fund.gross": net,
            "fund.interest": None,
            "fund.deductions": [],
            "pools.0.money": {"amount": "0.00"},
            "pools.1.at_most": "5.00",
            "pools.1.then_at_most": "12.00",
            "rounding.payments": "down",
        },
        "claims": [
            {"claim": "a", "facts": {"points": 3}},
            {"claim": "b", "facts": {"points": 1}},
            {"claim": "c", "facts": {"points": 1}},
        ],
    }

    figures = run(example)

    assert {claim: figures[f"payment.{claim}"] for claim in expected} == expected
