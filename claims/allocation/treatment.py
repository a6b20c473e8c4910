"""Whether a claim is paid, has its share kept for it, or takes no part."""

import ibis
import ibis.expr.types as ir

from claims.plans import Plan

PAY, KEEP = "pay", "keep"
APPROVED, PENDING, APPEALED = "approved", "pending", "appealed"
STANDINGS = (APPROVED, PENDING, APPEALED)
_UNDETERMINED, _ELIGIBLE, _INELIGIBLE = "undetermined", "eligible", "ineligible"


def treatment(
    verdict: ir.StringValue, standing: ir.StringValue, known: ir.BooleanValue, plan: Plan
) -> ir.StringValue:
    """`pay`, `keep` or NULL, by the claim's verdict and where its case stands (NULL: approved).

    Paid is who is eligible and approved, if the amount is `known`. Kept, as far as the plan
    reserves for it: the share of whoever appeals, even against a denial; of whom a person has yet
    to decide on; and of the undetermined, with those found eligible whose amount is not known.
    """
    standing = standing.fill_null(APPROVED)
    kept = ibis.literal(False)
    if "appealed" in plan.reserve_for:
        kept = kept | (standing == APPEALED)
    if "pending" in plan.reserve_for:
        kept = kept | ((standing == PENDING) & (verdict != _INELIGIBLE))
    if "undetermined" in plan.reserve_for:
        kept = kept | (verdict == _UNDETERMINED) | ((verdict == _ELIGIBLE) & ~known)
    paid = (verdict == _ELIGIBLE) & (standing == APPROVED) & known
    return ibis.cases((paid, PAY), (kept, KEEP), else_=ibis.null(str))
