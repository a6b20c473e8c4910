from dataclasses import asdict
from datetime import datetime, timedelta

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.casework.assessment.claim_rows import tie_reference, tie_reference_sql
from claims.models import Channel, Claim
from claims.plans.precedence import Filed, first_claim, goes_before, order_sql

NOON = datetime(2026, 3, 1, 12)
# Few values, so that claims tie; texts that sort otherwise by UTF-16 or by a language's rules.
MOMENTS = st.integers(0, 2).map(lambda seconds: NOON + timedelta(microseconds=seconds))
REFERENCES = st.sampled_from(["", "A", "a", "B", "É", "e\u0301", "\uff5e", "𝔘", "10", "9"])
FILED = st.builds(Filed, MOMENTS, REFERENCES, st.integers(1, 99), st.booleans())
CLAIMS = st.lists(FILED, min_size=1, max_size=9, unique_by=lambda claim: claim.claim_id)
SURVIVORS = st.sampled_from(["earliest", "latest"])
TYPES = pa.schema(
    {
        "filed_at": pa.timestamp("us"),
        "sort_ref": pa.string(),
        "claim_id": pa.int64(),
        "found_eligible": pa.bool_(),
    }
)
ENGINE = ibis.duckdb.connect()


def _table(claims):
    return pa.Table.from_pylist([asdict(claim) for claim in claims], schema=TYPES)


@given(CLAIMS, SURVIVORS)
def test_the_order_of_claims_is_the_same_in_ibis_in_python_and_in_sql(claims, survivor):
    filed = ibis.memtable(_table(claims))
    columns = {name: filed[name] for name in filed.columns}
    by_ibis = ENGINE.to_pyarrow(first_claim(columns, survivor)).as_py()
    with duckdb.connect() as connection:
        connection.register("filed", _table(claims))
        by_sql = connection.sql("FROM filed").order(order_sql(survivor)).fetchall()[0][2]
    (by_python,) = (
        claim.claim_id
        for claim in claims
        if all(goes_before(claim, other, survivor) for other in claims if other is not claim)
    )
    assert by_ibis == by_sql == by_python


@pytest.mark.parametrize(
    ("survivor", "first"),
    [
        pytest.param("earliest", 1, id="the earliest"),
        pytest.param("latest", 3, id="the latest, but one found eligible goes before"),
    ],
)
def test_blanks_of_the_calculator_s_rows_count_as_the_least(survivor, first):
    rows = [
        {"filed_at": NOON, "sort_ref": None, "claim_id": 1, "found_eligible": None},
        {"filed_at": NOON, "sort_ref": "A", "claim_id": 2, "found_eligible": None},
        {"filed_at": NOON, "sort_ref": None, "claim_id": 3, "found_eligible": True},
    ]
    filed = ibis.memtable(pa.Table.from_pylist(rows, schema=TYPES))
    columns = {name: filed[name] for name in filed.columns}
    assert ENGINE.to_pyarrow(first_claim(columns, survivor)).as_py() == first


@pytest.mark.parametrize("channel", [pytest.param(channel, id=channel) for channel in Channel])
@pytest.mark.parametrize("own", [None, "", "  ", "own\n1", "A-1"])
def test_what_breaks_a_tie_is_the_same_in_python_and_in_the_engine(channel, own):
    claim = Claim(channel=channel, external_ref=own, reference="CF-1")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE one (channel VARCHAR, own VARCHAR, reference VARCHAR)")
        on_one_line = own and " ".join(own.split())
        connection.execute("INSERT INTO one VALUES (?, ?, ?)", [channel, on_one_line, "CF-1"])
        by_engine = connection.table("one").project(tie_reference_sql("own")).fetchone()
    assert (tie_reference(claim),) == by_engine
