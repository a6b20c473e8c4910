"""Claims held against the records, with reasons."""

from claims.assessment.assess import assess
from claims.assessment.keying import put_keys
from claims.assessment.linking import link, train_version
from claims.assessment.requests import (
    request_linking,
    request_reassessment,
    waiting_assessments,
    waiting_linkings,
)

__all__ = [
    "assess",
    "link",
    "put_keys",
    "request_linking",
    "request_reassessment",
    "train_version",
    "waiting_assessments",
    "waiting_linkings",
]
