"""Records become the same facts and the same determinations on both engines."""

from dataclasses import replace

import pytest

from claims.calculator import CLAIMS, RecordTables, determine
from claims.calculator.allocation import exposure
from claims.calculator.allocation.engine_tables import rows_of
from claims.calculator.engines import stream_parquet
from claims.calculator.facts import derive_facts
from tests.claims.calculator.cases import SCHEMAS, arrow, plan
from tests.claims.calculator.facts import test_agreement as every_kind
from tests.claims.calculator.facts import test_net_payments as refunds
from tests.claims.calculator.facts.productions import NAMED
from tests.spark.both import Both
from tests.spark.population import claims, production

EVERY_OUTCOME = {"payable", "duplicate", "incomplete", "unmatched"}
EVERY_VERDICT = {"eligible", "ineligible", "undetermined"}


def _records(both: Both, produced):
    """The records as tables of each engine."""
    pairs = {name: both.tables(arrow(produced[name], SCHEMAS[name])) for name in SCHEMAS}
    missing = frozenset(produced["incomplete"])
    return [
        RecordTables(**{name: pair[place] for name, pair in pairs.items()}, incomplete=missing)
        for place in (0, 1)
    ]


@pytest.mark.parametrize(
    ("incomplete", "survivor"), [([], None), (["messages"], None), ([], "latest")]
)
def test_both_engines_determine_every_claim_alike(
    both: Both, incomplete, survivor, tmp_path
) -> None:
    of_plan = plan(survivor)
    produced = production(seed=1) | {"incomplete": incomplete}
    filed = both.tables(arrow(claims(seed=2), CLAIMS))
    files, found = [], []
    for connection, table, records in zip(
        (both.duckdb, both.spark), filed, _records(both, produced), strict=True
    ):
        path = tmp_path / f"{connection.name}.parquet"
        decided = determine(table, records, of_plan).order_by("claim_id")
        stream_parquet(connection, decided, path)
        files.append(path.read_bytes())
        kept = connection.read_parquet(str(path))
        found.append(
            [
                rows_of(kept.order_by("claim_id")),
                rows_of(exposure(kept, of_plan)),
            ]
        )
    assert found[0] == found[1]
    assert files[0] == files[1]
    rows = found[0][0]
    assert {row["outcome"] for row in rows} == EVERY_OUTCOME
    assert {row["verdict"] for row in rows if row["outcome"] == "payable"} == EVERY_VERDICT
    assert sum(row["award"] for row in rows) > 0


def test_both_engines_count_nothing_where_there_is_no_claim(both: Both) -> None:
    empty = both.tables(arrow([], CLAIMS))
    found = [
        rows_of(exposure(determine(table, records, plan()), plan()))
        for table, records in zip(empty, _records(both, production(seed=1)), strict=True)
    ]
    assert found[0] == found[1]
    assert {row["eligible"] for row in found[0]} == {0}


@pytest.mark.parametrize("part", range(every_kind.PARTS))
def test_both_engines_draw_every_kind_of_fact_alike(both: Both, part) -> None:
    asked = every_kind._plan(part % len(every_kind.PERIODS), part)
    produced = production(seed=part)
    for number, row in enumerate(produced["subscriptions"]):
        row |= {"product": "ab"[number % 2], "amount_cents": 2**62}
    named = arrow([{"account_id": f"A{n:03d}"} for n in range(61)], NAMED)
    found = [
        rows_of(derive_facts(table, records, asked).order_by("account_id"))
        for table, records in zip(both.tables(named), _records(both, produced), strict=True)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 61


def test_both_engines_settle_refunds_and_read_words_alike(both: Both) -> None:
    produced = production(seed=3)
    sold = produced["subscriptions"]
    words = ("premium_career", "Career", "gift", "Gift", "learning")
    extras = (None, *refunds.EXTRAS)
    back = []
    for number, row in enumerate(sold):
        row |= {"product": words[number % 5], "amount_cents": 2999 * (number % 3)}
        said = {"amount_cents": -2999 * (number % 2), "extra": extras[number % len(extras)]}
        back.append(row | said | ({"subscription_id": f"R{number}"} if number % 4 else {}))
    produced["subscriptions"] = [*sold, *back]
    named = arrow([{"account_id": f"A{n:03d}"} for n in range(61)], NAMED)
    found = [
        rows_of(
            derive_facts(table, replace(records, readings=refunds.READ), refunds.RANDOM).order_by(
                "account_id"
            )
        )
        for table, records in zip(both.tables(named), _records(both, produced), strict=True)
    ]
    assert found[0] == found[1]
    refused = {row["fact_spent_refused"] for row in found[0]}
    assert len(refused) > 1
