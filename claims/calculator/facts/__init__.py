"""Records and claims become facts: one row an account or a claim, with the evidence beside each."""

from claims.calculator.facts.account_facts import (
    MAX_EVIDENCE_IDS,
    derive_facts,
    derive_known_facts,
    fact_columns,
)
from claims.calculator.facts.amount_expressions import (
    FactsTable,
    amount_in_cents,
    exact_literal,
    first_branch_value,
    scaled_amount,
)
from claims.calculator.facts.condition_expressions import is_met
from claims.calculator.facts.production_tables import RecordTables
from claims.calculator.facts.stated_facts import COLUMN_TYPES, with_claim_facts

__all__ = [
    "COLUMN_TYPES",
    "MAX_EVIDENCE_IDS",
    "FactsTable",
    "RecordTables",
    "amount_in_cents",
    "derive_facts",
    "derive_known_facts",
    "exact_literal",
    "fact_columns",
    "first_branch_value",
    "is_met",
    "scaled_amount",
    "with_claim_facts",
]
