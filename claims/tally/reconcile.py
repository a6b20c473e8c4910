"""The checks that must hold before anything is published."""

from typing import Any

import ibis

from claims.docket.opening import plan_of
from claims.models import Outcome, Tally, Verdict
from claims.tally import allocate, assess, snapshot
from claims.tally.engine import connect
from claims.tally.files import keep_json, kept, kept_json
from claims.tally.result import StageResult

NAME = "reconcile"


class DoesNotReconcile(Exception):
    """A check failed; the message says which, and by how much."""


def prepare(tally: Tally) -> StageResult:
    """Raises DoesNotReconcile naming the first check that fails."""
    checks = _checks(tally)
    for check in checks:
        if check["left"] != check["right"]:
            raise DoesNotReconcile(
                f"Tally {tally.number} does not reconcile: {check['what']}: "
                f"{check['left']} against {check['right']}. Nothing was published."
            )
    return StageResult(len(checks), keep_json(tally, NAME, checks))


def _checks(tally: Tally) -> list[dict[str, Any]]:
    connection = connect()
    claims = connection.read_parquet(str(kept(tally, snapshot.NAME, "parquet")))
    table = connection.read_parquet(str(kept(tally, assess.NAME, "parquet")))
    totals = kept_json(tally, allocate.NAME)
    counts, plan = totals["counts"], plan_of(tally.plan_version)
    payable = table.filter(table["outcome"] == Outcome.PAYABLE.value)
    eligible = payable.filter(payable["verdict"] == Verdict.ELIGIBLE.value)
    checks = [
        _equal("every claim has one determination", claims, table),
        _same("no claim has two", table["claim_id"].nunique(), table.count()),
        _same("one payable claim an account", payable["account_id"].nunique(), payable.count()),
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
    for theory in plan.heads_of_award:
        column = f"award_{theory.key}"
        total = totals["totals_cents"][theory.key]
        everything = table[column].cast("decimal(38, 0)").sum()
        earned = eligible[column].cast("decimal(38, 0)").sum()
        checks.append(_plain(f"{theory.key}: awards sum to the total", _value(everything), total))
        checks.append(
            _plain(f"{theory.key}: only payable eligible claims have one", _value(earned), total)
        )
        for group in ("by_outcome", "by_state", "by_product"):
            parts = sum(row["cents"][theory.key] for row in totals["summary"][group])
            checks.append(_plain(f"{theory.key}: {group} sums to the total", parts, total))
    return checks


def _value(expression: ibis.Value) -> int:
    return int(expression.to_pyarrow().as_py() or 0)


def _plain(what: str, left: int, right: int) -> dict[str, Any]:
    return {"what": what, "left": left, "right": right}


def _same(what: str, left: ibis.Value, right: ibis.Value) -> dict[str, Any]:
    return _plain(what, _value(left), _value(right))


def _equal(what: str, left: ibis.Table, right: ibis.Table) -> dict[str, Any]:
    return _same(what, left.count(), right.semi_join(left, "claim_id").count())
