"""The engines that a tally may run on, by the name that TALLY_ENGINE has for them, and their files.

`duckdb` computes in this process, `spark:local[2]` in a Java process beside it, `spark://HOST:PORT`
on a cluster. The same expressions give the same rows and the same bytes on all of them; what an
engine must offer for that is in `docs/spark.md`.
"""

import re
from pathlib import Path
from typing import Any

import ibis
from ibis.backends import BaseBackend

from claims.calculator.parquet import stream_parquet
from claims.money.exact_arithmetic import install_arithmetic

__all__ = ["CannotConnect", "connect", "stream_parquet"]

DUCKDB = "duckdb"
_SPARK = re.compile(r"spark:(?P<local>local(?:\[[0-9]+\])?)|(?P<cluster>spark://[^/\s]+:[0-9]+)")
_MEMORY = re.compile(r"(?P<many>[1-9][0-9]*) ?(?P<unit>[MGT])(?P<binary>i?)B")
_THOUSANDS = {"M": 2, "G": 3, "T": 4}

_SESSION = {
    "spark.sql.ansi.enabled": "true",
    # Days and moments are in UTC without a zone, as DuckDB has them.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.caseSensitive": "true",
}


class CannotConnect(Exception):
    """The engine is unknown or not there; the message says what to do about it."""


def connect(engine: str, *, memory: str, threads: int, spill: Path) -> BaseBackend:
    """A connection of its own to an engine that divides exactly.

    `memory` ("2GB", "512MB", "1GiB") is the most that DuckDB takes, or the heap of Spark's driver,
    which locally is all of Spark; `threads` as many threads; `spill` a folder for what does not
    fit, made if it is not there. What a cluster's executors may take is set on the cluster.

    There is one Spark in a process and the first connection starts it: later ones share it, with
    tables and functions of their own, and cannot change its memory. Disconnecting one stops it for
    all. Raises CannotConnect.
    """
    size = _memory_bytes(memory)
    found = _SPARK.fullmatch(engine)
    if engine != DUCKDB and found is None:
        raise CannotConnect(
            f"TALLY_ENGINE {engine!r} is no engine. "
            "Write duckdb, spark:local[2] (with the number of threads) or spark://HOST:PORT."
        )
    if threads < 1:
        raise CannotConnect(f"An engine cannot run on {threads} threads. Give it at least one.")
    spill.mkdir(parents=True, exist_ok=True)
    if found is None:
        connection = ibis.duckdb.connect(
            threads=threads, memory_limit=f"{size}B", temp_directory=str(spill)
        )
    else:
        connection = _spark_connection(found, size, threads, spill)
    install_arithmetic(connection)
    return connection


def _memory_bytes(memory: str) -> int:
    found = _MEMORY.fullmatch(memory.strip())
    if found is None:
        raise CannotConnect(f"{memory!r} is no amount of memory. Write it like 2GB or 512MB.")
    base = 1024 if found["binary"] else 1000
    return int(found["many"]) * int(base ** _THOUSANDS[found["unit"]])


def _spark_connection(found: re.Match[str], size: int, threads: int, spill: Path) -> BaseBackend:
    master = found["cluster"] or _local_master(found["local"], threads)
    session = _spark_session(
        master, _spark_settings(size, threads, spill, is_local=found["cluster"] is None)
    )
    if session.sparkContext.master != master:
        raise CannotConnect(
            f"This process already runs Spark at {session.sparkContext.master}, and there can be "
            f"one only. Start another process for {master}."
        )
    return ibis.pyspark.connect(session.newSession(), **_SESSION)


def _local_master(master: str, threads: int) -> str:
    return master if "[" in master else f"local[{threads}]"


def _spark_settings(size: int, threads: int, spill: Path, *, is_local: bool) -> dict[str, str]:
    settings = {
        "spark.driver.memory": f"{max(size // 2**20, 1)}m",
        "spark.driver.maxResultSize": "0",
        "spark.local.dir": str(spill.resolve()),
        "spark.sql.warehouse.dir": str(spill.resolve() / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
    }
    if is_local:
        settings |= {
            "spark.sql.shuffle.partitions": str(threads),
            # Local Spark listens for nobody but itself.
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
    return settings


def _spark_session(master: str, settings: dict[str, str]) -> Any:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CannotConnect(
            "TALLY_ENGINE asks for Spark, which is not installed. "
            "Install requirements-spark.txt, or set TALLY_ENGINE=duckdb."
        ) from error
    builder = SparkSession.builder.appName("classfund").master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise CannotConnect(
            f"Spark at {master} did not start. It needs Java 17 or later: see that `java` runs or "
            f"that JAVA_HOME is right. ({error})"
        ) from error
