"""The checks that must hold before anything is published."""

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir

from claims.calculator import PUT_ASIDE
from claims.calculator.allocation.tables import figures
from claims.casework.docket.opening import plan_of
from claims.models import Outcome, Tally, Verdict
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.records.lookup import check_hashes
from claims.tally import allocate, duplicates, snapshot
from claims.tally.engine import local_engine
from claims.tally.files import keep_json, kept, kept_json
from claims.tally.result import StageResult
from claims.tally.summaries import count_aside
from claims.verdicts import CaseStanding

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
    return StageResult(len(checks), keep_json(tally, NAME, checks))


def _checks(tally: Tally) -> list[Check]:
    found, plan = kept_json(tally, allocate.NAME), plan_of(tally.plan_version)
    with local_engine(tally) as connection:
        claims = connection.read_parquet(str(kept(tally, snapshot.NAME, "parquet")))
        table = duplicates.determinations(tally, connection)
        own = table.semi_join(claims, ["claim", "claim_id"])
        table = allocate.settled(tally, connection, table)
        # One pass for all: each figure by itself would read and join everything again.
        seen = figures(table, **_measured(table, plan))
        seen |= figures(claims, claims=claims.count()) | figures(own, own=own.count())
        aside = count_aside(claims)
    checks = [*_of_claims(seen), *_of_counts(found["counts"])]
    counted = found["counts"].get(PUT_ASIDE, 0)
    checks.append(_check("claims put aside are counted as such", aside, counted))
    for theory in plan.heads_of_award:
        checks += _of_theory(theory.key, seen, found)
    if plan.fund is not None:
        checks += _of_fund(seen, found)
    return checks


def _measured(table: ir.Table, plan: Plan) -> dict[str, ir.Scalar]:
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
        is_approved = is_eligible & (table["standing"] == CaseStanding.APPROVED)
        wanted["payment"] = table["payment"].cast(EXACT).sum()
        wanted["approved"] = table["payment"].cast(EXACT).sum(where=is_approved)
        wanted["kept"] = table["kept"].cast(EXACT).sum()
    return wanted


def _of_claims(seen: Mapping[str, int]) -> list[Check]:
    return [
        _check("every claim has one determination", seen["claims"], seen["determinations"]),
        _check("and it is the claim's own", seen["claims"], seen["own"]),
        _check("no claim has two", seen["determined"], seen["determinations"]),
        _check("one payable claim an account", seen["paid_accounts"], seen["payable"]),
    ]


def _of_counts(counts: Mapping[str, Any]) -> list[Check]:
    return [
        _check(
            "claims are matched and unmatched",
            counts["claims"],
            counts["matched"] + counts["unmatched"],
        ),
        _check(
            "matched claims are payable, duplicates and incomplete",
            counts["matched"],
            sum(counts["payable"].values()) + counts["duplicates"] + counts["incomplete"],
        ),
    ]


def _of_theory(theory: str, seen: Mapping[str, int], found: Mapping[str, Any]) -> list[Check]:
    total, eligible = found["totals_cents"][theory], seen[f"eligible_{theory}"]
    checks = [
        _check(f"{theory}: awards sum to the total", seen[f"award_{theory}"], total),
        _check(f"{theory}: only payable eligible claims have one", eligible, total),
    ]
    for group in ("by_outcome", "by_state", "by_product"):
        parts = sum(row["cents"][theory] for row in found["summary"][group])
        checks.append(_check(f"{theory}: {group} sums to the total", parts, total))
    return checks


def _of_fund(seen: Mapping[str, int], found: Mapping[str, Any]) -> list[Check]:
    fund = found["fund"]
    net, payments = fund["net_cents"], fund["payments_cents"]
    waterfall = [step["cents"] for step in fund["waterfall"]]
    checks = [
        _check("gross less deductions is the net fund", sum(waterfall[:-1]), net),
        _check(
            "payments, reserve and residual are the net fund",
            payments + fund["reserve_cents"] + fund["residual_cents"],
            net,
        ),
        _check("only approved eligible claims are paid", seen["approved"], payments),
    ]
    for name, total in (("payment", payments), ("kept", fund["kept_cents"])):
        checks.append(_check(f"{name} of all claims sums to the total", seen[name], total))
        for group in ("by_outcome", "by_state", "by_product"):
            parts = sum(row[f"{name}_cents"] for row in found["summary"][group])
            checks.append(_check(f"{name}: {group} sums to the total", parts, total))
    return checks


def _check(what: str, left: int, right: int) -> Check:
    return {"what": what, "left": left, "right": right}
