"""A file that Spark wrote has the bytes of DuckDB's, however many parts Spark had."""

from datetime import datetime, timedelta
from random import Random

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.calculator import parquet
from claims.calculator.engines import stream_parquet
from tests.spark.both import Both

ROWS = 5000


def _rows() -> pa.Table:
    random = Random(7)
    start = datetime(2026, 3, 1)
    return pa.table(
        {
            "key": random.sample(range(ROWS), ROWS),
            "text": random.choices(("a", "é", "", None), k=ROWS),
            "whole": pa.array(random.choices((None, 10**30, 0), k=ROWS), pa.decimal128(38, 0)),
            "number": random.choices((None, 2**62 + 1), k=ROWS),
            "moment": pa.array(
                [start + timedelta(microseconds=n) for n in range(ROWS)], pa.timestamp("us")
            ),
            "day": pa.array(random.choices((None, start.date()), k=ROWS), pa.date32()),
            "yes": random.choices((True, False, None), k=ROWS),
        }
    )


@pytest.mark.parametrize("parts", [1, 7])
@pytest.mark.parametrize("at_once", [700, ROWS, ROWS + 1])
def test_both_engines_write_the_same_bytes(both: Both, parts, at_once, monkeypatch, tmp_path):
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", at_once)
    both.spark.raw_sql(f"SET spark.sql.shuffle.partitions = {parts}")
    files = []
    for connection, table in both.on_each(_rows()):
        path = tmp_path / f"{connection.name}.parquet"
        widened = table.mutate(
            list=ibis.array([table["text"], table["text"]]), small=ibis.literal(1, "int8")
        )
        assert stream_parquet(connection, widened.order_by("key"), path) == ROWS
        files.append(path)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert pq.read_table(files[1])["key"].to_pylist() == list(range(ROWS))
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_a_table_without_rows_is_a_file_without_rows(both: Both, tmp_path) -> None:
    files = []
    for connection, table in both.on_each(_rows()):
        path = tmp_path / f"{connection.name}.parquet"
        assert stream_parquet(connection, table.filter(table["key"] < 0), path) == 0
        files.append(path.read_bytes())
    assert files[0] == files[1]
