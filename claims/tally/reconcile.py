"""The checks that must hold before anything is published."""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from claims.allocation.treatment import APPROVED
from claims.docket.opening import plan_of
from claims.models import Outcome, Tally, Verdict
from claims.records.lookup import check_hashes
from claims.tally import allocate, duplicates, snapshot
from claims.tally.engine import local_engine
from claims.tally.files import keep_json, kept, kept_json
from claims.tally.result import StageResult

NAME = "reconcile"
Check = dict[str, Any]
_SUM = "decimal(38, 0)"


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
        table = allocate.settled(tally, connection, table)
        checks = [*_of_claims(claims, table), *_of_counts(found["counts"])]
        for theory in plan.heads_of_award:
            checks += _of_theory(theory.key, table, found)
        if plan.fund is not None:
            checks += _of_fund(table, found)
    return checks


def _of_claims(claims: ir.Table, table: ir.Table) -> list[Check]:
    payable = table.filter(table["outcome"] == Outcome.PAYABLE.value)
    frozen = claims.select("claim", "claim_id")
    return [
        _same("every claim has one determination", claims.count(), table.count()),
        _same(
            "and it is the claim's own",
            claims.count(),
            table.semi_join(frozen, ["claim", "claim_id"]).count(),
        ),
        _same("no claim has two", table["claim_id"].nunique(), table.count()),
        _same("one payable claim an account", payable["account_id"].nunique(), payable.count()),
    ]


def _of_counts(counts: Mapping[str, Any]) -> list[Check]:
    return [
        _plain(
            "claims are matched and unmatched",
            counts["claims"],
            counts["matched"] + counts["unmatched"],
        ),
        _plain(
            "matched claims are payable, duplicates and incomplete",
            counts["matched"],
            sum(counts["payable"].values()) + counts["duplicates"] + counts["incomplete"],
        ),
    ]


def _of_theory(theory: str, table: ir.Table, found: Mapping[str, Any]) -> list[Check]:
    column, total = table[f"award_{theory}"].cast(_SUM), found["totals_cents"][theory]
    checks = [
        _plain(f"{theory}: awards sum to the total", _value(column.sum()), total),
        _plain(
            f"{theory}: only payable eligible claims have one",
            _value(column.sum(where=_is_eligible(table))),
            total,
        ),
    ]
    for group in ("by_outcome", "by_state", "by_product"):
        parts = sum(row["cents"][theory] for row in found["summary"][group])
        checks.append(_plain(f"{theory}: {group} sums to the total", parts, total))
    return checks


def _of_fund(table: ir.Table, found: Mapping[str, Any]) -> list[Check]:
    fund = found["fund"]
    net, payments = fund["net_cents"], fund["payments_cents"]
    waterfall = [step["cents"] for step in fund["waterfall"]]
    approved = _is_eligible(table) & (table["standing"] == APPROVED)
    checks = [
        _plain("gross less deductions is the net fund", sum(waterfall[:-1]), net),
        _plain(
            "payments, reserve and residual are the net fund",
            payments + fund["reserve_cents"] + fund["residual_cents"],
            net,
        ),
        _plain(
            "only approved eligible claims are paid",
            _value(table["payment"].cast(_SUM).sum(where=approved)),
            payments,
        ),
    ]
    for name, total in (("payment", payments), ("kept", fund["kept_cents"])):
        column = table[name].cast(_SUM)
        checks.append(
            _plain(f"{name} of all claims sums to the total", _value(column.sum()), total)
        )
        for group in ("by_outcome", "by_state", "by_product"):
            parts = sum(row[f"{name}_cents"] for row in found["summary"][group])
            checks.append(_plain(f"{name}: {group} sums to the total", parts, total))
    return checks


def _is_eligible(table: ir.Table) -> ir.BooleanValue:
    payable = table["outcome"] == Outcome.PAYABLE.value
    return payable & (table["verdict"] == Verdict.ELIGIBLE.value)


def _value(expression: ibis.Value) -> int:
    return int(expression.to_pyarrow().as_py() or 0)


def _plain(what: str, left: int, right: int) -> Check:
    return {"what": what, "left": left, "right": right}


def _same(what: str, left: ibis.Value, right: ibis.Value) -> Check:
    return _plain(what, _value(left), _value(right))
