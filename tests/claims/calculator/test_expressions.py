"""A plan's expressions by themselves: the SQL that is shown is the SQL that decides."""

import duckdb
import ibis
import pyarrow as pa
import pytest

from claims.calculator import calculate, facts_schema, plan_expression, plan_sql
from claims.plans import library_path, library_slugs, load


@pytest.mark.parametrize("slug", library_slugs())
def test_every_plan_of_the_library_has_its_expression(slug):
    plan = load(library_path(slug))
    columns = plan_expression(plan).columns
    assert {"claim", "verdict", "potential", "treatment"} <= set(columns)
    assert {f"award_{head.key}" for head in plan.heads_of_award} <= set(columns)


def test_the_printed_sql_run_by_hand_decides_as_the_calculation_does():
    plan = load(library_path("zoom"))
    rows = [
        {"claim": "a", "standing": None, "fact_had_subscription": True, "fact_spent": 100_000},
        {"claim": "b", "standing": None, "fact_had_subscription": False, "fact_spent": None},
        {"claim": "c", "standing": None, "fact_had_subscription": True, "fact_spent": None},
    ]
    facts = pa.Table.from_pylist(rows, schema=facts_schema(plan).to_pyarrow())
    by_hand = duckdb.connect()
    by_hand.register("facts", facts)
    *macros, query = plan_sql(plan).split(";\n\n")
    for macro in macros[0].split(";\n"):
        by_hand.execute(macro)
    query = query.rstrip().rstrip(";")
    found = by_hand.execute(f"SELECT claim, verdict, award FROM ({query}) ORDER BY 1")  # noqa: S608
    assert found.fetchall() == [
        ("a", "eligible", 15_000),
        ("b", "eligible", 1_500),
        ("c", "undetermined", 0),
    ]
    connection = ibis.duckdb.connect(threads=1)
    table = connection.create_table("facts", ibis.memtable(facts), temp=True)
    paid = calculate(connection, table, plan).table.order_by("claim").to_pyarrow().to_pylist()
    assert [(row["claim"], row["verdict"], row["award"]) for row in paid] == [
        ("a", "eligible", 15_000),
        ("b", "eligible", 1_500),
        ("c", "undetermined", 0),
    ]
