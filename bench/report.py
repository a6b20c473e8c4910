"""The measured times as a table in Markdown."""

import os
import platform
from collections.abc import Sequence
from datetime import date

import duckdb

from bench.measurement import CaseTimes, Times

_HEADINGS = ("weights", "way", "best, s", "median, s", "ratio of bests")


def report(
    measured: Sequence[CaseTimes],
    rows: int,
    repeat: int,
    threads: int,
    day: date,
    loads: tuple[float, float],
) -> str:
    """What was measured, on what, and the ratios."""
    lines = [
        "# Apportionment",
        "",
        f"{rows:,} weighted claims divided by largest remainder, from a table of keys and weights "
        "to a table of keys and cents in DuckDB, by `make bench`. All ways gave the same shares. "
        "Aims: at most 1.3 times the query by hand, and 50 times as fast as plain Python.",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores, {threads} threads · Python "
        f"{platform.python_version()} · DuckDB {duckdb.__version__} · best and median of {repeat}, "
        f"plain Python once · load of the machine {loads[0]:.1f} at the start, "
        f"{loads[1]:.1f} at the end",
        *_load_warning(loads, threads),
        "",
        "| " + " | ".join(_HEADINGS) + " |",
        "| " + " | ".join("---" for _ in _HEADINGS) + " |",
    ]
    for each in measured:
        lines += _case_rows(each)
    return "\n".join(lines) + "\n"


def _load_warning(loads: tuple[float, float], threads: int) -> list[str]:
    # Our own threads are part of the load at the end.
    if loads[0] < 1 and loads[1] < threads + 1:
        return []
    return [
        "",
        "Other work shared the machine during this run, so times and ratios are rough, that of "
        "plain Python, which ran once, most of all.",
    ]


def _case_rows(each: CaseTimes) -> list[str]:
    ways = [
        ("Classfund", each.ours, ""),
        (
            "SQL by hand, HUGEINT",
            each.by_hand,
            f"ours / it: {_best_ratio(each.ours, each.by_hand)}",
        ),
    ]
    if each.narrow is not None:
        over = _best_ratio(each.ours, each.narrow)
        ways.append(
            ("SQL by hand, BIGINT (enough for these figures)", each.narrow, f"ours / it: {over}")
        )
    name = "plain Python"
    if each.plain.scaled > 1:
        name += f" (on 1/{each.plain.scaled:.0f} of the claims, multiplied)"
    ways.append((name, each.plain, f"it / ours: {_best_ratio(each.plain, each.ours)}"))
    return [
        f"| {each.case.label} | {way} | {times.best:.2f} | {times.median:.2f} | {ratio} |"
        for way, times, ratio in ways
    ]


def _best_ratio(one: Times, other: Times) -> str:
    return f"{one.best / other.best:.2f}"
