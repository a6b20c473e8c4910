"""A tally of a matter with a fund pays it out to the cent, over approved claims alone."""

import pytest

from claims.models import Determination, Matter, Tally
from claims.tally import reconciliation_stage
from claims.tally.stage_files import stage_json
from tests.claims.tally.funds import (
    NET_CENTS,
    approved_fund,
    open_fund_matter,
    tallied_fund,
)
from tests.claims.tally.populations import populate
from tests.factories import check, run_tally
from tests.remembered import begin_with


@pytest.fixture
def fund(db: None, data_dir: object) -> Matter:
    begin_with(approved_fund)
    return Matter.objects.get()


@pytest.fixture
def tally(db: None, data_dir: object) -> Tally:
    begin_with(tallied_fund)
    return Tally.objects.get()


def of(tally: Tally) -> dict[str, Determination]:
    rows = Determination.objects.filter(tally=tally).select_related("claim")
    return {row.claim.external_ref or "": row for row in rows}


def test_payments_reserve_and_residual_are_the_net_fund(tally: Tally):
    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.fund["net_cents"] == NET_CENTS
    parts = ("payments_cents", "reserve_cents", "residual_cents")
    assert sum(tally.fund[part] for part in parts) == NET_CENTS
    rows = Determination.objects.filter(tally=tally)
    assert sum(row.payment_cents for row in rows) == tally.fund["payments_cents"] > 0
    assert sum(row.kept_cents for row in rows) == tally.fund["kept_cents"] > 0


def test_only_approved_claims_are_paid_and_shares_of_the_others_are_kept(tally: Tally):
    rows = of(tally)

    paid = {ref for ref, row in rows.items() if row.payment_cents}
    kept = {ref for ref, row in rows.items() if row.kept_cents}
    assert paid == {"a1-first", "a2-first"}
    # a3 is eligible and nobody has decided it; a5's country is unknown.
    assert kept == {"a3-first", "a5-first"}


def test_equal_claims_share_equally_and_the_cent_left_over_goes_to_the_one_filed_first(
    tally: Tally,
):
    rows = of(tally)

    # Four take part: $1,000 in equal shares, and $6,000.01 by days, which are the same for all.
    assert [rows[ref].payment_cents for ref in ("a1-first", "a2-first")] == [175_001, 175_000]
    assert [rows[ref].kept_cents for ref in ("a3-first", "a5-first")] == [175_000, 175_000]


def test_tables_say_what_is_paid_and_kept(tally: Tally):
    for group in ("by_outcome", "by_state", "by_product"):
        rows = tally.summary[group]
        assert sum(row["payment_cents"] for row in rows) == 350_001
        assert sum(row["kept_cents"] for row in rows) == 350_000


def test_nobody_approved_keeps_everything(db: None, data_dir: object):
    matter = open_fund_matter()
    populate(matter)
    check(matter)

    tally = run_tally(matter)

    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.fund["payments_cents"] == 0
    assert tally.fund["kept_cents"] == NET_CENTS


def test_nobody_at_all_leaves_the_fund_as_residual(db: None, data_dir: object):
    tally = run_tally(open_fund_matter())

    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.fund["residual_cents"] == NET_CENTS


@pytest.mark.a_few(1)
@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("payments_cents", "payments, reserve and residual are the net fund: 700002 against"),
        ("net_cents", "gross less deductions is the net fund: 700001 against 700002"),
        ("kept_cents", "kept of all claims sums to the total: 350000 against 350001"),
    ],
)
def test_a_fund_that_does_not_reconcile_is_not_published(
    fund: Matter, monkeypatch: pytest.MonkeyPatch, figure: str, words: str
):
    def one_cent_more(tally: Tally, stage: str) -> object:
        totals = stage_json(tally, stage)
        totals["fund"][figure] += 1
        return totals

    monkeypatch.setattr(reconciliation_stage, "stage_json", one_cent_more)

    tally = run_tally(fund)

    assert tally.state == Tally.State.REFUSED
    assert words in tally.problem
    assert not Determination.objects.exists()
