from datetime import UTC, date, datetime

import duckdb
import ibis
import pytest

from claims.calculator import CLAIM_COLUMNS, CLAIMS
from claims.casework.assessment.claim_rows import put_claims
from claims.models import Account, Claim, Status, Verdict, Work

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _claim(**changes):
    columns = {
        "pk": 7,
        "reference": "CF-7",
        "channel": "web",
        "medium": "web",
        "filed_at": NOON,
        "first_name": " Ana\n",
        "last_name": "LÓPEZ",
        "signed": True,
    }
    return Claim(**(columns | changes))


def _row(claim, opted_out=()):
    with duckdb.connect() as connection:
        put_claims(connection, [claim], opted_out)
        (row,) = connection.execute("FROM claims").to_arrow_table().to_pylist()
    return row


def test_claims_become_rows_with_the_calculator_s_columns_and_types():
    connection = ibis.duckdb.connect()
    put_claims(connection.con, [_claim()], ())
    assert connection.table("claims").schema() == CLAIMS
    assert list(CLAIM_COLUMNS) == list(CLAIMS)


def test_a_claim_s_row_says_what_the_calculator_asks_of_it():
    assert _row(_claim()) == {
        "claim_id": 7,
        "sort_ref": "CF-7",
        "filed_at": NOON.replace(tzinfo=None),
        "medium": "web",
        "postmarked_on": None,
        "signed": True,
        "late_accepted": False,
        "opted_out": False,
        "withdrawn": False,
        "account_id": None,
        "given_name": "ana",
        "family_name": "lópez",
        "decision": None,
        "competing_resolved": False,
    }


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        pytest.param(
            {"channel": "bulk", "external_ref": " A-1 "}, {"sort_ref": "A-1"}, id="its own ref"
        ),
        pytest.param(
            {"signed": False, "signed_later_at": NOON}, {"signed": True}, id="signed later"
        ),
        pytest.param({"signed": False}, {"signed": False}, id="not signed"),
        pytest.param({"withdrawn_at": NOON}, {"withdrawn": True}, id="withdrawn"),
        pytest.param({"status": Status.WITHDRAWN}, {"withdrawn": True}, id="withdrawn by status"),
        pytest.param(
            {"medium": "mail", "postmarked_on": date(2026, 2, 27)},
            {"medium": "mail", "postmarked_on": date(2026, 2, 27)},
            id="by mail",
        ),
        pytest.param({"late_accepted": True}, {"late_accepted": True}, id="late and accepted"),
        pytest.param({"account": Account(account_id="A1")}, {"account_id": "A1"}, id="matched"),
        pytest.param({"first_name": "n/a"}, {"given_name": ""}, id="no given name"),
        pytest.param(
            {"decided_verdict": Verdict.INELIGIBLE},
            {"decision": "ineligible", "competing_resolved": True},
            id="decided",
        ),
        pytest.param({"put_aside": Work.DUPLICATES}, {"decision": None}, id="put aside"),
    ],
)
def test_each_column_is_made_of(changes, shown):
    assert _row(_claim()) | shown == _row(_claim(**changes))


def test_a_claim_that_an_opt_out_names_is_opted_out():
    assert _row(_claim(), opted_out={7})["opted_out"] is True
