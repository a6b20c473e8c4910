"""Which claim counts for an account when several name it: payable, duplicate, competing."""

import ibis
import ibis.expr.types as ir

from claims.plans.precedence import first_claim
from claims.plans.survivor_rule import Survivor
from claims.verdicts import ClaimOutcome, ClaimVerdict


def with_outcomes(claims: ir.Table, survivor: Survivor) -> ir.Table:
    """Adds `outcome`, `payable_claim_id` and `competing` to claims that have `complete`.

    Of the complete claims for one account the earliest or the latest is payable, as `survivor`
    says (claims.plans.precedence). The others are duplicates of it, linked by `payable_claim_id`,
    as are the incomplete ones. An account with no complete claim has no payable one.
    """
    named = claims.left_join(_payable_by_account(claims, survivor), "account_id").drop(
        "account_id_right"
    )
    named = named.mutate(
        outcome=ibis.cases(
            (named["account_id"].isnull(), ClaimOutcome.UNMATCHED),
            (~named["complete"], ClaimOutcome.INCOMPLETE),
            (named["claim_id"] == named["counted_claim_id"], ClaimOutcome.PAYABLE),
            else_=ClaimOutcome.DUPLICATE,
        )
    )
    is_payable = named["outcome"] == ClaimOutcome.PAYABLE
    return named.mutate(
        payable_claim_id=ibis.ifelse(is_payable, ibis.null("int64"), named["counted_claim_id"]),
        competing=is_payable
        & named["names_differ"].fill_null(False)
        & ~named["competing_resolved"].fill_null(False)
        & named["decision"].isnull(),
    ).drop("counted_claim_id", "names_differ")


def _payable_by_account(claims: ir.Table, survivor: Survivor) -> ir.Table:
    """One row an account with a complete claim: account_id, counted_claim_id, names_differ.

    Two claims differ in name if they do in the given and in the family name. Only claims with both
    names are compared, as a missing name differs from nothing. No pair of claims is formed, so a
    flood of claims for one account costs no more than its rows: if every two pairs of names share
    a part, then all of them share the same given or the same family name (of three that shared only
    by twos, one would need a third part). So two differ in both exactly when the account has more
    than one given name and more than one family name.
    """
    complete = claims.filter(claims["complete"] & claims["account_id"].notnull())
    given, family = complete["given_name"].nullif(""), complete["family_name"].nullif("")
    named = given.notnull() & family.notnull()
    ordered_by = {
        "filed_at": complete["filed_at"],
        "sort_ref": complete["sort_ref"],
        "claim_id": complete["claim_id"],
        "found_eligible": complete["decision"] == ClaimVerdict.ELIGIBLE,
    }
    return complete.group_by("account_id").aggregate(
        counted_claim_id=first_claim(ordered_by, survivor),
        names_differ=(given.min(where=named) != given.max(where=named))
        & (family.min(where=named) != family.max(where=named)),
    )
