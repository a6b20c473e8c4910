"""The checks that must hold before anything is published."""

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir

from claims.calculator import PUT_ASIDE
from claims.calculator.allocation.engine_tables import aggregates
from claims.casework.docket.open_matters import plan_of
from claims.models import Outcome, Tally, Verdict
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.records.lookup import check_hashes
from claims.tally import allocation_stage, duplicates_stage, snapshot_stage
from claims.tally.engine import local_engine
from claims.tally.result import StageResult
from claims.tally.stage_files import stage_file, stage_json, store_json
from claims.tally.summaries import count_aside
from claims.verdicts import CaseState

NAME = "reconcile"
Check = dict[str, Any]


class DoesNotReconcile(Exception):
    """A check failed; the message says which, and by how much."""


def prepare(tally: Tally, part: int) -> StageResult:
    """Raises DoesNotReconcile naming the first check that fails, and ProductionAltered where the
    records changed after the claims were frozen."""
    if tally.production is not None:
        check_hashes(tally.production)
    checks = _checks(tally)
    for check in checks:
        if check["left"] != check["right"]:
            raise DoesNotReconcile(
                f"Tally {tally.number} does not reconcile: {check['what']}: "
                f"{check['left']} against {check['right']}. Nothing was published."
            )
    return StageResult(len(checks), store_json(tally, NAME, checks))


def _checks(tally: Tally) -> list[Check]:
    found, plan = stage_json(tally, allocation_stage.NAME), plan_of(tally.plan_version)
    with local_engine(tally) as connection:
        claims = connection.read_parquet(str(stage_file(tally, snapshot_stage.NAME, "parquet")))
        table = duplicates_stage.determinations(tally, connection)
        own = table.semi_join(claims, ["claim", "claim_id"])
        table = allocation_stage.with_fund_columns(tally, connection, table)
        # One pass for all: each figure by itself would read and join everything again.
        seen = aggregates(table, **_figures_to_check(table, plan))
        seen |= aggregates(claims, claims=claims.count()) | aggregates(own, own=own.count())
        aside = count_aside(claims)
    checks = [*_claim_checks(seen), *_count_checks(found["counts"])]
    counted = found["counts"].get(PUT_ASIDE, 0)
    checks.append(_equality_check("claims put aside are counted as such", aside, counted))
    for theory in plan.heads_of_award:
        checks += _theory_checks(theory.key, seen, found)
    if plan.fund is not None:
        checks += _fund_checks(seen, found)
    return checks


def _figures_to_check(table: ir.Table, plan: Plan) -> dict[str, ir.Scalar]:
    is_payable = table["outcome"] == Outcome.PAYABLE.value
    is_eligible = is_payable & (table["verdict"] == Verdict.ELIGIBLE.value)
    wanted: dict[str, ir.Scalar] = {
        "determinations": table.count(),
        "determined": table["claim_id"].nunique(),
        "payable": table.count(where=is_payable),
        "paid_accounts": table["account_id"].nunique(where=is_payable),
    }
    for head in plan.heads_of_award:
        award = table[f"award_{head.key}"].cast(EXACT)
        wanted[f"award_{head.key}"] = award.sum()
        wanted[f"eligible_{head.key}"] = award.sum(where=is_eligible)
    if plan.fund is not None:
        is_approved = is_eligible & (table["standing"] == CaseState.APPROVED)
        wanted["payment"] = table["payment"].cast(EXACT).sum()
        wanted["approved"] = table["payment"].cast(EXACT).sum(where=is_approved)
        wanted["kept"] = table["kept"].cast(EXACT).sum()
    return wanted


def _claim_checks(seen: Mapping[str, int]) -> list[Check]:
    return [
        _equality_check(
            "every claim has one determination", seen["claims"], seen["determinations"]
        ),
        _equality_check("and it is the claim's own", seen["claims"], seen["own"]),
        _equality_check("no claim has two", seen["determined"], seen["determinations"]),
        _equality_check("one payable claim an account", seen["paid_accounts"], seen["payable"]),
    ]


def _count_checks(counts: Mapping[str, Any]) -> list[Check]:
    return [
        _equality_check(
            "claims are matched and unmatched",
            counts["claims"],
            counts["matched"] + counts["unmatched"],
        ),
        _equality_check(
            "matched claims are payable, duplicates and incomplete",
            counts["matched"],
            sum(counts["payable"].values()) + counts["duplicates"] + counts["incomplete"],
        ),
    ]


def _theory_checks(theory: str, seen: Mapping[str, int], found: Mapping[str, Any]) -> list[Check]:
    total, eligible = found["totals_cents"][theory], seen[f"eligible_{theory}"]
    checks = [
        _equality_check(f"{theory}: awards sum to the total", seen[f"award_{theory}"], total),
        _equality_check(f"{theory}: only payable eligible claims have one", eligible, total),
    ]
    for group in ("by_outcome", "by_state", "by_product"):
        parts = sum(row["cents"][theory] for row in found["summary"][group])
        checks.append(_equality_check(f"{theory}: {group} sums to the total", parts, total))
    return checks


def _fund_checks(seen: Mapping[str, int], found: Mapping[str, Any]) -> list[Check]:
    fund = found["fund"]
    net, payments = fund["net_cents"], fund["payments_cents"]
    waterfall = [step["cents"] for step in fund["waterfall"]]
    checks = [
        _equality_check("gross less deductions is the net fund", sum(waterfall[:-1]), net),
        _equality_check(
            "payments, reserve and residual are the net fund",
            payments + fund["reserve_cents"] + fund["residual_cents"],
            net,
        ),
        _equality_check("only approved eligible claims are paid", seen["approved"], payments),
    ]
    for name, total in (("payment", payments), ("kept", fund["kept_cents"])):
        checks.append(_equality_check(f"{name} of all claims sums to the total", seen[name], total))
        for group in ("by_outcome", "by_state", "by_product"):
            parts = sum(row[f"{name}_cents"] for row in found["summary"][group])
            checks.append(_equality_check(f"{name}: {group} sums to the total", parts, total))
    return checks


def _equality_check(what: str, left: int, right: int) -> Check:
    return {"what": what, "left": left, "right": right}
