"""The columns of a claim that the calculator is given: their types, and what each means."""

from dataclasses import dataclass

import ibis


@dataclass(frozen=True)
class ClaimColumn:
    """One column of the calculator's claims."""

    type: str
    """As Ibis names types."""
    meaning: str


CLAIM_COLUMNS = {
    "claim_id": ClaimColumn("int64", "the claim's number, which no other claim has"),
    "sort_ref": ClaimColumn("string", "the reference that breaks a tie between claims"),
    "filed_at": ClaimColumn("timestamp(6)", "the moment it was filed, in UTC without zone"),
    "medium": ClaimColumn("string", "how it came in: on paper it counts from its postmark"),
    "postmarked_on": ClaimColumn("date", "the day of its postmark; NULL where it has none"),
    "signed": ClaimColumn("boolean", "it is signed, if only by now"),
    "late_accepted": ClaimColumn("boolean", "a person accepted it although it was late"),
    "opted_out": ClaimColumn("boolean", "an opt-out names it"),
    "withdrawn": ClaimColumn("boolean", "its author withdrew it"),
    "account_id": ClaimColumn("string", "the account it is matched to; NULL where it is not"),
    "given_name": ClaimColumn("string", "the author's given name for comparing; blank: unknown"),
    "family_name": ClaimColumn("string", "the author's family name for comparing; blank: unknown"),
    "decision": ClaimColumn("string", "the verdict of a person; NULL where nobody decided"),
    "competing_resolved": ClaimColumn("boolean", "a person decided whose the account is"),
}
"""By name, in order. A column added here is refused by `claims.casework.assessment.claim_rows`, the
one place that makes these rows of claims, until it says where the column comes from."""

CLAIMS = ibis.schema({name: column.type for name, column in CLAIM_COLUMNS.items()})
"""The same as a schema: the columns of the claims that `determine` is given, one row a claim."""
