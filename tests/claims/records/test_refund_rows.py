"""Rows that say what was paid back: read, refused, repeated, corrected, kept."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from claims.models import Matter
from claims.plans.record_columns import REFUND_REASON_SUFFIX
from claims.records.cell_rules import MACROS
from claims.records.lookup import account_rows, check_hashes, record_files
from tests.claims.records.production_files import account, judge, subscription, write_kind
from tests.claims.records.test_corrections import import_rows, numbers

pytestmark = pytest.mark.one_engine

WITHOUT_KIND = '"{}" is negative. An amount paid is zero or more.'


def row(amount: str = "29.99", kind: str = "", **cells: str) -> dict[str, str]:
    return {**subscription(amount_paid=amount, **cells), "kind": kind, "refund_of": ""} | cells


def back(amount: str = "-29.99", **cells: str) -> dict[str, str]:
    return row(amount, "refund", **cells)


def judged(folder: Path, rows):
    files = {
        "accounts": write_kind(folder, "accounts", [account()]),
        "subscriptions": write_kind(folder, "subscriptions", rows),
    }
    return judge(folder, files)["subscriptions"]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("-29.99", -2999),
        ("−29.99", -2999),
        ("-$29.99", -2999),
        ("$-29.99", -2999),
        ("- $ 29.99", -2999),
        ("(29.99)", -2999),
        ("($29.99)", -2999),
        ("-1,029.99", -102999),
        ("-0.01", -1),
        ("-29.990", -2999),
        ("-29", -2900),
        ("-0.00", 0),
        ("29.99", 2999),
        ("-92233720368547758.07", -(2**63) + 1),
        ("-92233720368547758.08", None),
        ("--29.99", None),
        ("-(29.99)", None),
        ("(-29.99)", None),
        ("(29.99", None),
        ("29.99)", None),
        ("29.99-", None),
        ("-29.991", None),
        ("-29,99", None),
        ("-", None),
        ("-1e2", None),
    ],
)
def test_an_amount_below_zero_is_read_exactly_or_not_at_all(text: str, cents: int | None):
    with duckdb.connect() as connection:
        connection.execute(MACROS)
        assert connection.execute("SELECT read_paid(?)", [text]).fetchone() == (cents,)


@pytest.mark.parametrize("kind", ["refund", "Refund", "REFUND", "  refund "])
@pytest.mark.parametrize("amount", ["-29.99", "($29.99)", "0.00", "-0"])
def test_a_row_that_says_refund_may_be_zero_or_less(tmp_path: Path, kind: str, amount: str):
    verdicts, refusals = judged(tmp_path, [row(), row(amount, kind, subscription_id="R1")])
    assert (verdicts.accepted, refusals) == (2, [])


@pytest.mark.parametrize(
    ("amount", "kind", "reason"),
    [
        ("-29.99", "", WITHOUT_KIND.format("-29.99")),
        ("-29.99", "payment", WITHOUT_KIND.format("-29.99")),
        ("-29.99", "refunds", WITHOUT_KIND.format("-29.99")),
        ("-0.00", "", WITHOUT_KIND.format("-0.00")),
        ("(29.99)", "charge", WITHOUT_KIND.format("(29.99)")),
        ("$-5", "", '"$-5" is not an amount. Write it like 29.99 or $1,029.99.'),
        (
            "29.99",
            "refund",
            '"29.99" is above zero in a row whose kind is refund: was it paid, or paid back? Write '
            "what was paid back below zero, like -29.99." + REFUND_REASON_SUFFIX,
        ),
        (
            "-29.991",
            "refund",
            '"-29.991" is finer than a cent. Write at most two decimals.' + REFUND_REASON_SUFFIX,
        ),
        (
            "(-29.99)",
            "refund",
            '"(-29.99)" is not an amount. Write what was paid back like -29.99.'
            + REFUND_REASON_SUFFIX,
        ),
        (
            "-92233720368547758.08",
            "refund",
            '"-92233720368547758.08" is too large to be an amount. Correct it.'
            + REFUND_REASON_SUFFIX,
        ),
    ],
)
def test_what_is_no_refund_or_could_be_read_in_two_ways_is_refused(
    tmp_path: Path, amount: str, kind: str, reason: str
):
    _, refusals = judged(tmp_path, [row(amount, kind)])
    assert [(r.column, r.reason) for r in refusals] == [("amount_paid", reason)]


def test_the_row_of_a_refund_that_is_refused_for_another_cell_says_so(tmp_path: Path):
    _, refusals = judged(tmp_path, [back(started_on="soon")])
    assert refusals[0].column == "started_on"
    assert refusals[0].reason.endswith("Write it as YYYY-MM-DD." + REFUND_REASON_SUFFIX)


@pytest.mark.parametrize(
    ("rows", "accepted", "repeated", "refused"),
    [
        pytest.param([row(), back()], 2, 0, 0, id="of the payment's identifier"),
        pytest.param([back(), row()], 2, 0, 0, id="before the payment"),
        pytest.param([row(), back("-10"), back("-19.99")], 3, 0, 0, id="two of one subscription"),
        pytest.param([row(), back(), back()], 2, 1, 0, id="the same row again"),
        pytest.param([row(), back(), back("($29.99)")], 2, 1, 0, id="the same in other letters"),
        pytest.param([row(), back("0"), back("0")], 2, 1, 0, id="of nothing"),
        pytest.param(
            [row(), back(subscription_id="R1", refund_of="S1")], 2, 0, 0, id="with its own, named"
        ),
        pytest.param(
            [
                row(),
                back(subscription_id="R1", refund_of="S1"),
                back("-1", subscription_id="R1", refund_of="S1"),
            ],
            2,
            0,
            1,
            id="its own with other values",
        ),
        pytest.param(
            [row(), back(refund_of="S2")], 1, 0, 1, id="a payment's own, and another named"
        ),
        pytest.param([row(), back(refund_of="S1")], 2, 0, 0, id="a payment's own, and named"),
        pytest.param([row(), row("19.99")], 1, 0, 1, id="no refund: the key is taken"),
    ],
)
def test_each_refund_is_known_by_its_own_identifier_or_by_all_it_says(
    tmp_path: Path, rows, accepted: int, repeated: int, refused: int
):
    verdicts, _ = judged(tmp_path, rows)
    assert (verdicts.accepted, verdicts.repeated, verdicts.refused) == (accepted, repeated, refused)


def _held(matter_production):
    rows = account_rows(matter_production, "A1").subscriptions
    return [(each["subscription_id"], each["amount_cents"]) for each in rows]


def test_a_refund_comes_in_later_and_the_same_import_again_repeats_all(
    matter: Matter, data_dir: object, tmp_path: Path
):
    first = [row(), row("9.99", subscription_id="S2")]
    import_rows(matter, tmp_path, accounts=[account()], subscriptions=first)
    report = import_rows(matter, tmp_path, subscriptions=[back("-10"), back("-5")])
    assert _held(report.production) == [("S1", 2999), ("S1", -500), ("S1", -1000), ("S2", 999)]
    check_hashes(report.production)
    again = import_rows(matter, tmp_path, subscriptions=[*first, back("-5"), back("-10")])
    assert not again.is_new
    assert numbers(again.kinds["subscriptions"]) == (0, None, 4, 0)


def test_rows_of_one_identifier_lie_in_one_order_whatever_order_they_came_in(
    matter: Matter, data_dir: object, tmp_path: Path
):
    rows = [row(), back("-1"), back("-2"), back("-3"), back("-4")]
    report = import_rows(matter, tmp_path, accounts=[account()], subscriptions=rows[::-1])
    found = _amounts(report.production)
    assert found[0] == 2999
    other = import_rows(matter, tmp_path, subscriptions=[back("-5")])
    assert [cents for cents in _amounts(other.production) if cents != -500] == found


def _amounts(production):
    (path,) = record_files(production, "subscriptions")
    return pq.read_table(path)["amount_cents"].to_pylist()


@pytest.mark.parametrize(
    ("rows", "expected", "held"),
    [
        pytest.param(
            [row("19.99")], (1, 1, 0, 0), [("S1", 1999), ("S1", -500), ("S1", -1000)], id="payment"
        ),
        pytest.param([back("-29.99")], (1, 2, 0, 0), [("S1", 2999), ("S1", -2999)], id="refunds"),
        pytest.param(
            [back("-5"), back("-7")],
            (1, 1, 1, 0),
            [("S1", 2999), ("S1", -500), ("S1", -700)],
            id="one of two refunds",
        ),
        pytest.param(
            [back("-5", subscription_id="R1", refund_of="S1")],
            (1, 0, 0, 0),
            [("R1", -500), ("S1", 2999), ("S1", -500), ("S1", -1000)],
            id="a refund with its own identifier is one more",
        ),
    ],
)
def test_a_correction_replaces_the_refunds_of_a_subscription_together(
    matter: Matter, data_dir: object, tmp_path: Path, rows, expected, held
):
    held_before = [row(), back("-10"), back("-5")]
    import_rows(matter, tmp_path, accounts=[account()], subscriptions=held_before)
    report = import_rows(matter, tmp_path, corrects=True, subscriptions=rows)
    assert numbers(report.kinds["subscriptions"]) == expected
    assert _held(report.production) == held
