"""The expressions of a plan by themselves, and the SQL that the engine runs for them."""

import ibis
import ibis.expr.types as ir

from claims.calculator.allocation import FIRST_ROUND
from claims.calculator.facts import COLUMN_TYPES
from claims.calculator.payments import with_payability
from claims.money.duckdb_macros import MACROS
from claims.plans import Plan
from claims.plans.evidence import Evidence
from claims.plans.fact_kinds import is_from_rows, needs_no_input

FACTS_TABLE = "facts"
"""What the table of facts is called in the SQL."""


def facts_schema(plan: Plan) -> ibis.Schema:
    """The columns of a table of facts under this plan: claim, standing, and each fact."""
    columns = {"claim": "string", "standing": "string"}
    for key, fact in plan.facts.items():
        if needs_no_input(fact):
            continue
        columns[Evidence(key).value] = COLUMN_TYPES[fact.type]
        if is_from_rows(fact):
            columns |= {Evidence(key).refused: "int64", Evidence(key).incomplete: "boolean"}
    return ibis.schema(columns)


def plan_expression(plan: Plan, round_number: int = FIRST_ROUND) -> ir.Table:
    """From an unbound table `facts` to one row a claim: criteria, potentials, terms, treatment.

    `calculate` runs the same over its own table; what follows it, dividing a fund, needs the sums
    over all claims and is no single expression.
    """
    return with_payability(ibis.table(facts_schema(plan), name=FACTS_TABLE), plan, round_number)


def plan_sql(plan: Plan, round_number: int = FIRST_ROUND) -> str:
    """DuckDB SQL of `expression`, after the macros of exact arithmetic that it uses."""
    macros = "".join(f"CREATE OR REPLACE TEMP MACRO {macro};\n" for macro in MACROS)
    return f"{macros}\n{ibis.to_sql(plan_expression(plan, round_number), dialect='duckdb')};\n"
