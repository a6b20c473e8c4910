"""Claims and records become determinations, in one pass and without a database."""

from claims.calculator.claim_columns import CLAIM_COLUMNS, CLAIMS
from claims.calculator.determination import (
    PUT_ASIDE,
    accounts_named,
    assess,
    columns,
    conclude,
    determine,
    determine_on,
    facts_of_accounts,
)
from claims.calculator.explaining import UnknownClaim, explain
from claims.calculator.expressions import expression, facts_schema, sql
from claims.calculator.facts import RecordTables
from claims.calculator.findings import Finding, findings
from claims.calculator.payments import Calculated, calculate, settle
from claims.calculator.prepared import determination_sql
from claims.calculator.published import (
    determination_columns,
    determinations_table,
    facts_columns,
    facts_table,
    fund_columns,
    pseudonyms_table,
)

__all__ = [
    "CLAIMS",
    "CLAIM_COLUMNS",
    "PUT_ASIDE",
    "Calculated",
    "Finding",
    "RecordTables",
    "UnknownClaim",
    "accounts_named",
    "assess",
    "calculate",
    "columns",
    "conclude",
    "determination_columns",
    "determination_sql",
    "determinations_table",
    "determine",
    "determine_on",
    "explain",
    "expression",
    "facts_columns",
    "facts_of_accounts",
    "facts_schema",
    "facts_table",
    "findings",
    "fund_columns",
    "pseudonyms_table",
    "settle",
    "sql",
]
