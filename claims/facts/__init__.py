"""Records become facts: one row an account, with the evidence beside each fact."""

from claims.facts.conditions import holds
from claims.facts.drawing import IDS_SHOWN, draw_facts, fact_columns
from claims.facts.records import RecordTables

__all__ = ["IDS_SHOWN", "RecordTables", "draw_facts", "fact_columns", "holds"]
