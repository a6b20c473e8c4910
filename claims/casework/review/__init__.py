"""What people of the administrator decide."""

from claims.casework.review.account_choices import choose_account, is_account_open
from claims.casework.review.act_checks import CannotDecide
from claims.casework.review.audit_samples import draw_sample, record_finding
from claims.casework.review.decision_reasons import (
    Support,
    act_of,
    goes_against,
    ground_of,
    reasons_for,
    support_of,
)
from claims.casework.review.eligibility_decisions import (
    accept_late_claim,
    decide,
    record_answer,
    settle_proposal,
)
from claims.casework.review.page_views import record_view
from claims.casework.review.releases import release_hold

__all__ = [
    "CannotDecide",
    "Support",
    "accept_late_claim",
    "act_of",
    "choose_account",
    "decide",
    "draw_sample",
    "goes_against",
    "ground_of",
    "is_account_open",
    "reasons_for",
    "record_answer",
    "record_finding",
    "record_view",
    "release_hold",
    "settle_proposal",
    "support_of",
]
