"""Whether a claim is paid, has its share kept for it, or takes no part."""

import ibis
import ibis.expr.types as ir

from claims.plans import Plan
from claims.verdicts import CaseState, ClaimVerdict

PAY, RESERVE = "pay", "keep"


def payability_of(
    verdict: ir.StringValue, standing: ir.StringValue, known: ir.BooleanValue, plan: Plan
) -> ir.StringValue:
    """`pay`, `keep` or NULL, by the claim's verdict and where its case stands (NULL: approved).

    Paid is who is eligible and approved, if the amount is `known`. Kept, as far as the plan
    reserves for it: the share of whoever appeals, even against a denial; of whom a person has yet
    to decide on; and of the undetermined, with those found eligible whose amount is not known.
    """
    standing = standing.fill_null(CaseState.APPROVED)
    kept = ibis.literal(False)
    if CaseState.APPEALED.value in plan.reserve_for:
        kept = kept | (standing == CaseState.APPEALED)
    if CaseState.PENDING.value in plan.reserve_for:
        kept = kept | ((standing == CaseState.PENDING) & (verdict != ClaimVerdict.INELIGIBLE))
    if ClaimVerdict.UNDETERMINED.value in plan.reserve_for:
        kept = (
            kept
            | (verdict == ClaimVerdict.UNDETERMINED)
            | ((verdict == ClaimVerdict.ELIGIBLE) & ~known)
        )
    paid = (verdict == ClaimVerdict.ELIGIBLE) & (standing == CaseState.APPROVED) & known
    return ibis.cases((paid, PAY), (kept, RESERVE), else_=ibis.null(str))
