from claims.calculator import determination_sql, result_columns
from tests.claims.calculator.cases import (
    account,
    claim,
    determinations,
    determined,
    plan,
    prepared,
    records,
    refused,
    rows_of,
)


def test_the_prepared_text_and_the_expression_give_the_same_rows_and_columns():
    claims = [
        claim(1),
        claim(2, given_name="bea", family_name="cole"),
        claim(3, account_id=None),
        claim(4, account_id="B", signed=False),
        claim(5, account_id="Z"),
    ]
    produced = records(
        accounts=[account(), account("B", country=None)],
        refused=[refused("messages", "B")],
        incomplete=["subscriptions"],
    )
    rows = determined(claims, produced)
    assert rows == rows_of(determinations(claims, produced).order_by("claim_id"))
    assert list(rows[0]) == result_columns(plan())


def test_the_prepared_text_gives_the_types_that_the_expression_promises():
    with prepared([claim()], records()) as connection:
        found = connection.execute(determination_sql(plan())).to_arrow_table().schema
    promised = determinations([claim()]).schema().to_pyarrow()
    assert found.remove_metadata() == promised.remove_metadata()


def test_the_same_plan_and_the_same_gaps_give_the_same_text():
    assert determination_sql(plan()) is determination_sql(plan(), frozenset())
    assert determination_sql(plan()) != determination_sql(plan(), frozenset({"messages"}))
