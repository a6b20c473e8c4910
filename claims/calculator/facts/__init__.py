"""Records and claims become facts: one row an account or a claim, with the evidence beside each."""

from claims.calculator.facts.amounts import FactsTable, exactly, first_met, in_cents, scaled
from claims.calculator.facts.conditions import holds
from claims.calculator.facts.drawing import (
    IDS_SHOWN,
    draw_facts,
    draw_known_facts,
    fact_columns,
)
from claims.calculator.facts.records import RecordTables
from claims.calculator.facts.stated import TYPES, with_claim_facts

__all__ = [
    "IDS_SHOWN",
    "TYPES",
    "FactsTable",
    "RecordTables",
    "draw_facts",
    "draw_known_facts",
    "exactly",
    "fact_columns",
    "first_met",
    "holds",
    "in_cents",
    "scaled",
    "with_claim_facts",
]
