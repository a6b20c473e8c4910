"""Claims held against the records, with reasons."""

from claims.assessment.assess import assess
from claims.assessment.requests import request_reassessment, waiting_assessments

__all__ = ["assess", "request_reassessment", "waiting_assessments"]
