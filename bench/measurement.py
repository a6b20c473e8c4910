"""One case measured in all ways, in turns, so that whatever else runs slows each alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

import ibis
import pyarrow as pa

from bench import ways
from bench.cases import Case, claims_connection


@dataclass(frozen=True)
class Times:
    """Seconds of each run of one way; `scaled` where it ran on fewer rows than the others."""

    seconds: list[float] = field(default_factory=list)
    scaled: float = 1.0

    @property
    def best(self) -> float:
        return min(self.seconds) * self.scaled

    @property
    def median(self) -> float:
        return median(self.seconds) * self.scaled


@dataclass(frozen=True)
class CaseTimes:
    """The times of one case; `narrow`: the query by hand in 64 bits, where these are enough."""

    case: Case
    ours: Times
    by_hand: Times
    narrow: Times | None
    plain: Times


class SharesDiffer(AssertionError):
    """Two ways gave different shares, so their times say nothing."""


def measure(case: Case, rows: int, plain_rows: int, repeat: int, threads: int) -> CaseTimes:
    """Run each way `repeat` times and plain Python once; raises NotTheSame unless all agree."""
    connection = claims_connection(case, rows, threads)
    fund = case.fund_cents
    ours, by_hand, narrow = Times(), Times(), Times()
    for _ in range(repeat):
        mine = _run_timed(ours, lambda: ways.apportion_by_classfund(connection, fund))
        theirs = _run_timed(by_hand, lambda: ways.apportion_by_hand(connection, fund))
        _check_agreement(connection, mine, theirs)
        if case.fits_64_bits:
            theirs = _run_timed(narrow, lambda: ways.apportion_by_hand(connection, fund, "BIGINT"))
            _check_agreement(connection, mine, theirs)
    connection.raw_sql("DROP TABLE shares_by_hand")
    plain = _plain_python_times(
        connection if plain_rows == rows else None, case, rows, plain_rows, threads
    )
    return CaseTimes(case, ours, by_hand, narrow if case.fits_64_bits else None, plain)


def _plain_python_times(
    connection: Any, case: Case, rows: int, plain_rows: int, threads: int
) -> Times:
    """Plain Python, on fewer claims if so wished; its lists are made before the clock starts."""
    if connection is None:
        connection = claims_connection(case, plain_rows, threads)
        ways.apportion_by_classfund(connection, case.fund_cents)
    claims = connection.table("claims").to_pyarrow()
    keys, weights = claims["key"].to_pylist(), claims["weight"].to_pylist()
    times = Times(scaled=rows / plain_rows)
    cents = _run_timed(times, lambda: ways.apportion_in_python(keys, weights, case.fund_cents))
    shares = pa.table({"key": claims["key"], "cents": pa.array(cents, pa.int64())})
    connection.create_table("shares_plain", ibis.memtable(shares), temp=True)
    _check_agreement(connection, "shares_of_ours", "shares_plain")
    return times


def _run_timed(times: Times, run: Callable[[], Any]) -> Any:
    start = perf_counter()
    result = run()
    times.seconds.append(perf_counter() - start)
    return result


def _check_agreement(connection: Any, one: str, other: str) -> None:
    differing = ways.count_differences(connection, one, other)
    if differing:
        raise SharesDiffer(f"{one} and {other} differ in {differing} rows.")
