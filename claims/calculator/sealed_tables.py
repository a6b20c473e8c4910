"""The two tables that a seal is taken over, in the columns that claims/verification/README.md
defines.

A claim is called by its number, its place in the order of filing, and an account by the place of
its first claim among those of the others. So the tables hold no name, no address and no reference
of a person; of names only whether two claims for one account have the same.
"""

from typing import Any

import ibis
import ibis.expr.types as ir

from claims.calculator.allocation import MONEY_COLUMNS
from claims.calculator.determination import PUT_ASIDE
from claims.plans import Plan
from claims.plans.evidence import Evidence
from claims.plans.fact_kinds import is_from_rows

_FILING_COLUMNS = ("claim", "filed_at", "medium", "postmarked_on")
_STATE_COLUMNS = ("signed", "late_accepted", "opted_out", "withdrawn")
_MATCH_COLUMNS = (
    "account",
    "given_name_class",
    "family_name_class",
    "decision",
    "competing_resolved",
)
_OUTCOME_COLUMNS = (
    "claim",
    "outcome",
    "payable_claim",
    "competing",
    "timely",
    "signed",
    "not_excluded",
)
_VERDICT_COLUMNS = ("not_withdrawn", "complete", "verdict", "computed_verdict")


def facts_columns(plan: Plan, *, has_aside: bool = False) -> list[str]:
    """The columns of facts.csv under this plan, in order; `put_aside` where a claim is so."""
    aside = [PUT_ASIDE] if has_aside else []
    standing = [] if plan.fund is None else ["standing"]
    return [
        *_FILING_COLUMNS,
        *_STATE_COLUMNS,
        *_MATCH_COLUMNS,
        *aside,
        *standing,
        *_deciding_columns(plan),
    ]


def determination_columns(plan: Plan) -> list[str]:
    """The columns of determinations.csv under this plan, in order."""
    return [
        *_OUTCOME_COLUMNS,
        *_VERDICT_COLUMNS,
        *(f"criterion_{criterion.key}" for criterion in plan.criteria),
        *(f"award_{head.key}" for head in plan.heads_of_award),
        *fund_columns(plan),
    ]


def facts_table(
    claims: ir.Table, determinations: ir.Table, plan: Plan, *, has_aside: bool = False
) -> ir.Table:
    """One row a claim, in no order: what `determine` was given, and the facts that it drew.

    `claims` has the calculator's input columns, `claim` (its number) and with a fund `standing`;
    `determinations` has `claim` and the plan's facts. `has_aside`: some claims are put aside.
    """
    facts = determinations.select("claim", *_deciding_columns(plan))
    table = claims.left_join(facts, "claim").drop("claim_right")
    accounts = _numbered_accounts(claims)
    table = table.left_join(accounts, "account_id").drop("account_id_right")
    table = table.mutate(
        given_name_class=_name_class(table, "given_name"),
        family_name_class=_name_class(table, "family_name"),
    )
    return table.select(*facts_columns(plan, has_aside=has_aside))


def determinations_table(determinations: ir.Table, plan: Plan) -> ir.Table:
    """One row a claim, in no order: its outcome, verdict, criteria, awards and payment.

    `determinations` has the columns of `determine`, `claim`, and with a fund those of `settle`.
    """
    payable = determinations.select("claim_id", payable_claim=determinations["claim"])
    table = determinations.left_join(
        payable, determinations["payable_claim_id"] == payable["claim_id"]
    ).drop("claim_id_right")
    return table.select(*determination_columns(plan))


def pseudonyms_table(claims: ir.Table, key: bytes) -> ir.Table:
    """One row a claim, in no order: claim, claim_pseudonym and account_pseudonym.

    A pseudonym is the first 32 digits of HMAC-SHA256 under the key, of "claim:" and the claim's
    reference, or "account:" and the account; whoever holds the key can find a person's row.
    `claims` has `claim`, `reference` and `account_id`.
    """
    return claims.select(
        "claim",
        claim_pseudonym=_pseudonym("claim:", claims["reference"], key),
        account_pseudonym=_pseudonym("account:", claims["account_id"], key),
    )


def fund_columns(plan: Plan) -> list[str]:
    """What a fund adds to a claim: its share of each pool, what decided it, and the money."""
    if plan.fund is None:
        return []
    return [
        *(f"{name}_{pool.key}" for pool in plan.pools for name in ("share", "bound")),
        *MONEY_COLUMNS,
    ]


def _deciding_columns(plan: Plan) -> list[str]:
    """The columns of facts that decide a criterion; evidence that only explains stays out."""
    names: list[str] = []
    for key, fact in plan.facts.items():
        names.append(Evidence(key).value)
        if is_from_rows(fact):
            names += [Evidence(key).refused, Evidence(key).incomplete]
    return names


def _numbered_accounts(claims: ir.Table) -> ir.Table:
    """One row an account: account_id, account (1 for the one claimed first) and how many claims."""
    named = claims.filter(claims["account_id"].notnull())
    firsts = named.group_by("account_id").aggregate(first=named["claim"].min(), n=named.count())
    place = ibis.row_number().over(ibis.window(order_by=firsts["first"]))
    return firsts.select("account_id", account=(place + 1).cast("int64"), claims_of_account="n")


def _name_class(table: ir.Table, column: str) -> ir.IntegerValue:
    """The number of the account's first claim with this name; NULL without a name or an account."""
    same_name = ibis.window(group_by=["account_id", column])
    named = table[column].nullif("").notnull() & table["account_id"].notnull()
    first = ibis.ifelse(
        table["claims_of_account"] == 1, table["claim"], table["claim"].min().over(same_name)
    )
    return ibis.ifelse(named, first, ibis.null("int64"))


_SHA256_BLOCK_BYTES = 64  # bytes of a block of SHA-256, to which HMAC fills its key up


def _pseudonym(kind: str, name: ir.StringValue, key: bytes) -> ir.StringValue:
    filled = key.ljust(_SHA256_BLOCK_BYTES, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in filled) for pad in (0x36, 0x5C))
    return _hmac_sha256(outer.hex(), inner.hex(), ibis.literal(kind) + name).left(32)


@ibis.udf.scalar.builtin(name="hmac_sha256", signature=(("string", "string", "string"), "string"))
def _hmac_sha256(outer: Any, inner: Any, text: Any) -> Any:
    """What `PSEUDONYM_MACRO` defines."""


PSEUDONYM_MACRO = (
    "hmac_sha256(outside, inside, message) AS "
    "sha256(unhex(outside) || unhex(sha256(unhex(inside) || encode(message))))"
)
"""HMAC with its two padded keys in hexadecimal; the engine has only the hash."""
