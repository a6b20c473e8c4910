"""Records and claims become facts: one row an account or a claim, with the evidence beside each."""

from claims.facts.conditions import holds
from claims.facts.drawing import IDS_SHOWN, draw_facts, fact_columns
from claims.facts.records import RecordTables
from claims.facts.stated import with_claim_facts

__all__ = [
    "IDS_SHOWN",
    "RecordTables",
    "draw_facts",
    "fact_columns",
    "holds",
    "with_claim_facts",
]
