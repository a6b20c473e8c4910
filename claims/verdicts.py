"""What can be found of a claim: the closed lists that the calculator and the models share.

The values stand in files, rows and sealed tallies: none may change. The models' lists, which add
what people read, are made from these (`claims.models.claim`).
"""

from enum import StrEnum


class CriterionResult(StrEnum):
    """What the facts say of one criterion; unknown is not no."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class ClaimVerdict(StrEnum):
    """What follows from all criteria, or what a person found."""

    ELIGIBLE = "eligible"
    UNDETERMINED = "undetermined"
    INELIGIBLE = "ineligible"


class ClaimOutcome(StrEnum):
    """What a claim counts as among all claims: exactly one each."""

    PAYABLE = "payable"
    DUPLICATE = "duplicate"
    INCOMPLETE = "incomplete"
    UNMATCHED = "unmatched"


class CaseState(StrEnum):
    """Where the case of a claim stands when a fund is divided."""

    APPROVED = "approved"
    PENDING = "pending"
    APPEALED = "appealed"
