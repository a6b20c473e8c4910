"""Claims and records become determinations, in one pass and without a database."""

from claims.calculator.claim_columns import CLAIM_COLUMNS, CLAIMS
from claims.calculator.determination import (
    PUT_ASIDE,
    assess_claims,
    conclude_claims,
    determine,
    determine_from_facts,
    facts_of_accounts,
    named_accounts,
    result_columns,
)
from claims.calculator.explanation import UnknownClaim, explain
from claims.calculator.expressions import facts_schema, plan_expression, plan_sql
from claims.calculator.facts import RecordTables
from claims.calculator.findings import Finding, findings
from claims.calculator.payments import Calculation, calculate, tally_payments
from claims.calculator.sealed_tables import (
    determination_columns,
    determinations_table,
    facts_columns,
    facts_table,
    fund_columns,
    pseudonyms_table,
)
from claims.calculator.sql_cache import determination_sql

__all__ = [
    "CLAIMS",
    "CLAIM_COLUMNS",
    "PUT_ASIDE",
    "Calculation",
    "Finding",
    "RecordTables",
    "UnknownClaim",
    "assess_claims",
    "calculate",
    "conclude_claims",
    "determination_columns",
    "determination_sql",
    "determinations_table",
    "determine",
    "determine_from_facts",
    "explain",
    "facts_columns",
    "facts_of_accounts",
    "facts_schema",
    "facts_table",
    "findings",
    "fund_columns",
    "named_accounts",
    "plan_expression",
    "plan_sql",
    "pseudonyms_table",
    "result_columns",
    "tally_payments",
]
