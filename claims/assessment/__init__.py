"""Claims held against the records, with reasons."""

from claims.assessment.assess import assess
from claims.assessment.keying import put_keys
from claims.assessment.linking import link, train_version
from claims.assessment.requests import request_reassessment, waiting_assessments

__all__ = [
    "assess",
    "link",
    "put_keys",
    "request_reassessment",
    "train_version",
    "waiting_assessments",
]
