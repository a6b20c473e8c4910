"""Claims held against the records, with reasons."""

from claims.casework.assessment.assessment_requests import (
    pending_assessments,
    pending_linkings,
    request_linking,
    request_reassessment,
)
from claims.casework.assessment.claim_assessment import assess
from claims.casework.assessment.claim_keys import store_keys
from claims.casework.assessment.linkage_decisions import link_claims, train_version
from claims.casework.assessment.retained_matches import find_matches_to_check

__all__ = [
    "assess",
    "find_matches_to_check",
    "link_claims",
    "pending_assessments",
    "pending_linkings",
    "request_linking",
    "request_reassessment",
    "store_keys",
    "train_version",
]
