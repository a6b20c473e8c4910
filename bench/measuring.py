"""One case measured in all ways, in turns, so that whatever else runs slows each alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

import ibis
import pyarrow as pa

from bench import ways
from bench.cases import Case, connection_with


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
class Measured:
    """The times of one case; `narrow`: the query by hand in 64 bits, where these are enough."""

    case: Case
    ours: Times
    by_hand: Times
    narrow: Times | None
    plain: Times


class NotTheSame(AssertionError):
    """Two ways gave different shares, so their times say nothing."""


def measure(case: Case, rows: int, plain_rows: int, repeat: int, threads: int) -> Measured:
    """Run each way `repeat` times and plain Python once; raises NotTheSame unless all agree."""
    connection = connection_with(case, rows, threads)
    fund = case.fund_cents
    ours, by_hand, narrow = Times(), Times(), Times()
    for _ in range(repeat):
        mine = _timed(ours, lambda: ways.ours(connection, fund))
        theirs = _timed(by_hand, lambda: ways.by_hand(connection, fund))
        _agree(connection, mine, theirs)
        if case.fits_64_bits:
            theirs = _timed(narrow, lambda: ways.by_hand(connection, fund, "BIGINT"))
            _agree(connection, mine, theirs)
    connection.raw_sql("DROP TABLE shares_by_hand")
    plain = _plain(connection if plain_rows == rows else None, case, rows, plain_rows, threads)
    return Measured(case, ours, by_hand, narrow if case.fits_64_bits else None, plain)


def _plain(connection: Any, case: Case, rows: int, plain_rows: int, threads: int) -> Times:
    """Plain Python, on fewer claims if so wished; its lists are made before the clock starts."""
    if connection is None:
        connection = connection_with(case, plain_rows, threads)
        ways.ours(connection, case.fund_cents)
    claims = connection.table("claims").to_pyarrow()
    keys, weights = claims["key"].to_pylist(), claims["weight"].to_pylist()
    times = Times(scaled=rows / plain_rows)
    cents = _timed(times, lambda: ways.plain_python(keys, weights, case.fund_cents))
    shares = pa.table({"key": claims["key"], "cents": pa.array(cents, pa.int64())})
    connection.create_table("shares_plain", ibis.memtable(shares), temp=True)
    _agree(connection, "shares_of_ours", "shares_plain")
    return times


def _timed(times: Times, run: Callable[[], Any]) -> Any:
    start = perf_counter()
    result = run()
    times.seconds.append(perf_counter() - start)
    return result


def _agree(connection: Any, one: str, other: str) -> None:
    differing = ways.differences(connection, one, other)
    if differing:
        raise NotTheSame(f"{one} and {other} differ in {differing} rows.")
