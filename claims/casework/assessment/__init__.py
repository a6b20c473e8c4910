"""Claims held against the records, with reasons."""

from claims.casework.assessment.assess import assess
from claims.casework.assessment.keying import put_keys
from claims.casework.assessment.linking import link, train_version
from claims.casework.assessment.requests import (
    request_linking,
    request_reassessment,
    waiting_assessments,
    waiting_linkings,
)
from claims.casework.assessment.standing import find_matches_to_check

__all__ = [
    "assess",
    "find_matches_to_check",
    "link",
    "put_keys",
    "request_linking",
    "request_reassessment",
    "train_version",
    "waiting_assessments",
    "waiting_linkings",
]
