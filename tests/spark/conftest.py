"""The two engines of these tests. Without pyspark nothing here is collected: `make spark-test`."""

from importlib.util import find_spec

import pytest

from claims.calculator.engines import connect
from tests.spark.both import Both

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]


@pytest.fixture(scope="session")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engines")
    of_spark = connect("spark:local[2]", memory="2GB", threads=2, spill=folder / "spark")
    # Plans each query once: most of the time here is planning, for a few hundred rows.
    of_spark.raw_sql("SET spark.sql.adaptive.enabled = false")
    of_duckdb = connect("duckdb", memory="1GB", threads=2, spill=folder / "duckdb")
    yield Both(of_duckdb, of_spark, folder)
    of_duckdb.disconnect()
    of_spark.disconnect()
