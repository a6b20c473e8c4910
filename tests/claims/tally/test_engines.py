from importlib.util import find_spec

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.calculator import parquet
from claims.calculator.engines import CannotConnect, connect, stream_parquet
from claims.money import exact_arithmetic


@pytest.fixture
def engine(tmp_path):
    connection = connect("duckdb", memory="300MB", threads=2, spill=tmp_path / "spill")
    yield connection
    connection.disconnect()


def test_duckdb_keeps_within_its_memory_and_threads_and_spills_where_it_is_told(engine, tmp_path):
    names = ("memory_limit", "threads", "temp_directory")
    found = {
        name: engine.raw_sql(f"SELECT current_setting('{name}')").fetchone()[0] for name in names
    }
    assert found == {
        "memory_limit": "286.1 MiB",
        "threads": 2,
        "temp_directory": str(tmp_path / "spill"),
    }


def test_a_connection_divides_exactly(engine):
    found = engine.to_pyarrow(exact_arithmetic.quotient(10**30 + 7, 7)).as_py()
    assert int(found) == (10**30 + 7) // 7


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"engine": "postgres"}, "'postgres' is no engine", id="another engine"),
        pytest.param({"engine": "spark"}, "'spark' is no engine", id="Spark at no place"),
        pytest.param({"engine": "spark://host"}, "is no engine", id="a cluster without a port"),
        pytest.param({"engine": "spark:local[x]"}, "is no engine", id="threads that are no number"),
        pytest.param({"memory": "2"}, "'2' is no amount of memory", id="memory without a unit"),
        pytest.param({"memory": "0GB"}, "'0GB' is no amount of memory", id="no memory"),
        pytest.param({"threads": 0}, "cannot run on 0 threads", id="no threads"),
    ],
)
def test_what_names_no_engine_is_refused(changed, told, tmp_path):
    asked = {"engine": "duckdb", "memory": "1GB", "threads": 1, "spill": tmp_path} | changed
    with pytest.raises(CannotConnect, match=told):
        connect(**asked)


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="Spark is installed here")
@pytest.mark.parametrize("name", ["spark:local", "spark:local[2]", "spark://host:7077"])
def test_spark_that_is_not_installed_is_asked_for_in_words(name, tmp_path):
    with pytest.raises(CannotConnect, match=r"Install requirements-spark\.txt"):
        connect(name, memory="1GB", threads=1, spill=tmp_path)


def _table(many):
    arrow = pa.table({"key": list(range(many)), "whole": [None] * many})
    return ibis.memtable(arrow).select("key", whole=exact_arithmetic.exact_integer(ibis._["key"]))


@pytest.mark.parametrize(
    ("rows", "groups"), [(0, []), (9, [9]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])]
)
def test_a_file_has_its_rows_in_groups_of_one_size(engine, tmp_path, monkeypatch, rows, groups):
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 10)
    path = tmp_path / "rows.parquet"
    assert stream_parquet(engine, _table(rows).order_by("key"), path) == rows
    meta = pq.ParquetFile(path).metadata
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == groups
    assert engine.to_pyarrow(engine.read_parquet(str(path)))["key"].to_pylist() == list(range(rows))


def test_a_file_has_the_exact_types_that_ibis_says(engine, tmp_path):
    path = tmp_path / "rows.parquet"
    stream_parquet(engine, _table(3).order_by("key"), path)
    assert pq.read_schema(path) == pa.schema({"key": pa.int64(), "whole": pa.decimal128(38, 0)})
