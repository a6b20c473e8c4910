"""What was paid for a subscription less what was paid back: refunds, and what each one refunds.

A refund is a row below zero (one of zero that says so is one too, and changes nothing). It is no
row of its own: it has no day, and is not counted. It takes from the subscription that it names,
by its own identifier or in its column `refund_of`; with an identifier that is its own and no name,
from the one subscription of the account that was paid for the same product and the same days.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from claims.money.widths import EXACT
from claims.plans.refund_rows import REFUND_PATTERN, REFUNDED_KEY_PATTERN


@dataclass(frozen=True)
class NetPayments:
    """The subscriptions of some accounts, each at what was paid for it less what was paid back.

    `doubtful` has a row for each account and the number (`doubts`) of refunds of which nobody knows
    what they take from, and of subscriptions of which more was paid back than was paid.
    """

    rows: ir.Table
    doubtful: ir.Table


def net_payments(subscriptions: ir.Table) -> NetPayments:
    """Take the refunds out of the rows and off what was paid for the others."""
    is_refund = (subscriptions["amount_cents"] < 0) | _is_marked_refund(subscriptions)
    payments = subscriptions.filter(~is_refund)
    tied = _refunds_with_target(subscriptions.filter(is_refund), payments)
    back = (
        tied.filter(tied["target"].notnull())
        .group_by("account_id", "target")
        .aggregate(paid_back=-tied["amount_cents"].cast(EXACT).sum())
    )
    known = (payments["account_id"] == back["account_id"]) & (
        payments["subscription_id"] == back["target"]
    )
    rows = payments.left_join(back, known).drop("account_id_right", "target")
    left = rows["amount_cents"].cast(EXACT) - rows["paid_back"].fill_null(0)
    rows = rows.mutate(
        # Where more was paid back than was paid, nobody is told this figure.
        amount_cents=ibis.greatest(left, ibis.literal(0).cast(EXACT)).cast("int64"),
        is_overdrawn=left < 0,
    )
    untied = tied.filter(tied["target"].isnull()).select("account_id")
    overdrawn = rows.filter(rows["is_overdrawn"]).select("account_id")
    doubtful = untied.union(overdrawn)
    return NetPayments(
        rows.select(*subscriptions.columns),
        doubtful.group_by("account_id").aggregate(doubts=doubtful.count()),
    )


def _refunds_with_target(refunds: ir.Table, payments: ir.Table) -> ir.Table:
    """The refunds of more than nothing, each with the subscription that it takes from: `target`,
    NULL where that can be read in no way or in more than one."""
    refunds = refunds.filter(refunds["amount_cents"] != 0)
    same_identifier = ibis.window(group_by=["account_id", "subscription_id"])
    refunds = refunds.select(
        "account_id",
        "product",
        "started_on",
        "amount_cents",
        own=refunds["subscription_id"],
        ends=_end_text(refunds),
        named=refunds["extra"].re_extract(REFUNDED_KEY_PATTERN, 1).nullif(""),
        alike=refunds.count().over(same_identifier),
    )
    ids = payments.select("account_id", paid_id=payments["subscription_id"])
    for place, name in (("own", "own_paid"), ("named", "named_paid")):
        same = (refunds["account_id"] == ids["account_id"]) & (refunds[place] == ids["paid_id"])
        refunds = refunds.left_join(ids, same).drop("account_id_right").rename(**{name: "paid_id"})
    paid = payments.filter(payments["amount_cents"] > 0)
    paid = paid.select(
        "account_id", "product", "started_on", ends=_end_text(paid), paid_id=paid["subscription_id"]
    )
    like = ["account_id", "product", "started_on", "ends"]
    candidates = paid.group_by(*like).aggregate(n=paid.count(), only=paid["paid_id"].min())
    found = refunds.left_join(candidates, like)
    is_one_reading = (found["n"] == 1) & (found["alike"] == 1)
    target = ibis.cases(
        # Above zero: held from before such a row was refused.
        (found["amount_cents"] > 0, ibis.null(str)),
        (
            found["named"].notnull() & found["own_paid"].notnull(),
            ibis.ifelse(found["named"] == found["own"], found["own"], ibis.null(str)),
        ),
        (found["named"].notnull(), found["named_paid"]),
        (found["own_paid"].notnull(), found["own_paid"]),
        (is_one_reading, found["only"]),
        else_=ibis.null(str),
    )
    return found.select("account_id", "amount_cents", target=target)


def _is_marked_refund(rows: ir.Table) -> ir.BooleanValue:
    return rows["extra"].re_search(REFUND_PATTERN).fill_null(False)


def _end_text(rows: ir.Table) -> ir.StringValue:
    """The end as text, so that two that still run are alike."""
    return rows["ended_on"].cast("string").fill_null("")
