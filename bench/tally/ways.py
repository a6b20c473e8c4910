"""One way to the determinations, run in this process: `python -m bench.tally.ways WAY …` as JSON.

Each way has a process of its own, so that its peak of memory is its own too.
"""

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import ibis
import psycopg

from bench.tally import ours
from bench.tally.plan import bench_plan
from bench.tally.rows import compared_rows_sql
from bench.tally.synthetic_matter import KINDS, SyntheticMatter
from claims.calculator.allocation import waterfall
from claims.money.exact_arithmetic import install_arithmetic
from claims.plans import MatterPlan

_HERE = Path(__file__).parent


@dataclass
class StageTime:
    """One step: seconds by the clock and of the processors (`cpu` None where a server worked)."""

    name: str
    seconds: float
    cpu: float | None


@dataclass
class Run:
    """What one way took. `peak_mb` is of this process alone; `sampled` claims where not all."""

    way: str
    stages: list[StageTime] = field(default_factory=list)
    peak_mb: int | None = None
    sampled: int | None = None

    @contextmanager
    def stage(self, name: str, *, elsewhere: bool = False) -> Iterator[None]:
        """Take the time of a step; `elsewhere`: it is a server that works."""
        start, used = perf_counter(), process_time()
        yield
        cpu = None if elsewhere else process_time() - used
        self.stages.append(StageTime(name, perf_counter() - start, cpu))

    @property
    def seconds(self) -> float:
        return sum(stage.seconds for stage in self.stages)


@dataclass(frozen=True)
class RunOptions:
    """What to run, on what, and where the rows go."""

    matter: SyntheticMatter
    with_fund: bool
    threads: int
    memory_limit: str
    url: str
    sample: int

    @property
    def plan(self) -> MatterPlan:
        return bench_plan(with_fund=self.with_fund)

    def result(self, way: str) -> Path:
        return self.matter.folder / f"rows_{way}.parquet"


def run_ours(asked: RunOptions) -> Run:
    """The calculator's stages on DuckDB through Ibis."""
    run = Run("ours")
    connection = ibis.duckdb.connect()
    _set_up(connection.con, asked)
    install_arithmetic(connection)
    tally = ours.Tally(connection, asked.plan)
    for name, stage in ours.STAGES:
        if name == "allocate" and not asked.with_fund:
            continue
        with run.stage(name):
            stage(tally)
    run.peak_mb = _peak_mb()
    table = tally.determinations
    assert table is not None  # noqa: S101  # nosec B101  (a stage left it)
    table = table.select(
        "claim_id", "outcome", "payable_claim_id", "verdict", *_criteria(asked.plan),
        *(f"award_{head.key}" for head in asked.plan.heads_of_award),
        days="fact_paid_premium_days", inmails="fact_inmails", refused="fact_inmails_refused",
        products=table["fact_paid_premium_days_values"].cast("array<string>").join("; "),
    )  # fmt: skip
    if tally.payments is not None:
        paid = tally.payments.select("payment", claim_id=tally.payments["claim"].cast("int64"))
        table = table.left_join(paid, "claim_id").drop("claim_id_right")
        table = table.mutate(payment=table["payment"].fill_null(0))
    connection.con.execute(
        _copy_sql(str(ibis.to_sql(table, dialect="duckdb")), asked.result("ours"))
    )
    return run


def run_duckdb(asked: RunOptions) -> Run:
    """The query by hand over the same Parquet."""
    return _run_by_hand(asked, "duckdb", "")


def run_duckdb_wide(asked: RunOptions) -> Run:
    """The same, keeping of each claim as many columns as a tally does."""
    return _run_by_hand(
        asked, "duckdb_wide", (_HERE / "kept_by_hand.sql").read_text(encoding="utf-8")
    )


def _run_by_hand(asked: RunOptions, way: str, kept: str) -> Run:
    run = Run(way)
    with duckdb.connect() as connection:
        _set_up(connection, asked)
        for name, text in _stages("by_hand_duckdb.sql", asked, kept):
            with run.stage(name):
                connection.execute(text)
        run.peak_mb = _peak_mb()
        payments = "payments" if asked.with_fund else None
        connection.execute(
            _copy_sql(compared_rows_sql("determinations", payments), asked.result(way))
        )
    return run


def run_postgres(asked: RunOptions) -> Run:
    """The same rules in SQL on the PostgreSQL server that was loaded with the matter."""
    run = Run("postgres")
    with psycopg.connect(asked.url, autocommit=True) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET maintenance_work_mem = '256MB'")
        connection.execute(f"SET max_parallel_workers_per_gather = {int(asked.threads)}")
        connection.execute("DROP TABLE IF EXISTS named, facts, determinations, payments")
        for name, text in _stages("by_hand_postgres.sql", asked):
            with run.stage(name, elsewhere=True):
                connection.execute(text.encode())
        payments = "payments" if asked.with_fund else None
        query = (
            f"COPY ({compared_rows_sql('determinations', payments)}) TO STDOUT (FORMAT csv, HEADER)"
        )
        text_path = asked.result("postgres").with_suffix(".csv")
        with (
            text_path.open("wb") as out,
            connection.cursor() as cursor,
            cursor.copy(query.encode()) as rows,
        ):
            for block in rows:
                out.write(block)
    with duckdb.connect() as connection:
        # In full: from a million rows on, it was guessed that nothing is quoted.
        as_written = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"'"
        read = f"FROM read_csv('{text_path}', {as_written})"
        connection.execute(_copy_sql(read, asked.result("postgres")))
    text_path.unlink()
    return run


def run_orm(asked: RunOptions) -> Run:
    """A loop over the ORM, on a sample of the claims."""
    from bench.tally import orm  # Django is set up for it, and for nothing else here.

    run = Run("orm", sampled=asked.sample)
    with orm.django_connection(asked.url), run.stage("facts and assess", elsewhere=True):
        rows = orm.orm_determinations(asked.sample, asked.matter.claims, with_fund=asked.with_fund)
    run.peak_mb = _peak_mb()
    path = asked.result("orm")
    path.with_suffix(".json").write_text(json.dumps(rows), encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(_copy_sql(f"FROM '{path.with_suffix('.json')}'", path))
    return run


WAYS: dict[str, Callable[[RunOptions], Run]] = {
    "ours": run_ours,
    "duckdb": run_duckdb,
    "duckdb_wide": run_duckdb_wide,
    "postgres": run_postgres,
    "orm": run_orm,
}
ON_A_SERVER = frozenset({"postgres", "orm"})


def _set_up(connection: duckdb.DuckDBPyConnection, asked: RunOptions) -> None:
    connection.execute(f"SET threads = {int(asked.threads)}")
    connection.execute(f"SET memory_limit = '{asked.memory_limit}'")
    connection.execute(f"SET temp_directory = '{asked.matter.folder / f'spill_{os.getpid()}'}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    for kind in KINDS:
        files = asked.matter.paths(kind)
        connection.execute(f"CREATE VIEW {kind} AS FROM read_parquet({files!r})")
    connection.execute(f"CREATE VIEW claims AS FROM '{asked.matter.claims_path}'")


def _stages(name: str, asked: RunOptions, kept: str = "") -> Iterator[tuple[str, str]]:
    """The parts of a file of SQL, each under its `-- stage: NAME`."""
    net = waterfall(bench_plan(with_fund=True)).net
    text = (_HERE / name).read_text(encoding="utf-8")
    text = text.replace("$net", f"{net}::BIGINT").replace("$with_fund", str(asked.with_fund))
    text = text.replace("$kept", kept)
    for part in text.split("-- stage: ")[1:]:
        stage, _, sql = part.partition("\n")
        if stage != "allocate" or asked.with_fund:
            yield stage, sql


def _criteria(of: MatterPlan) -> list[str]:
    return [f"criterion_{criterion.key}" for criterion in of.criteria]


def _copy_sql(query: str, path: Path) -> str:
    return f"COPY ({query}) TO '{path}' (FORMAT parquet)"


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str]) -> None:
    """Run one way and print what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("accounts", type=int)
    parser.add_argument("--with-fund", action="store_true")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--memory-limit", default="3GB")
    parser.add_argument("--url", default="")
    parser.add_argument("--sample", type=int, default=1000)
    given = parser.parse_args(arguments)
    asked = RunOptions(
        matter=SyntheticMatter(given.folder, given.accounts),
        with_fund=given.with_fund,
        threads=given.threads,
        memory_limit=given.memory_limit,
        url=given.url,
        sample=given.sample,
    )
    print(json.dumps(asdict(WAYS[given.way](asked))))


if __name__ == "__main__":
    main(sys.argv[1:])
