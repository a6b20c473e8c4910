"""What was measured, as a page in Markdown."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from bench.percentiles import percentile
from bench.records.import_runs import ImportRun

_WAY_LABELS = {"ours": "Classfund", "peer": "DuckDB: read, ORDER BY, COPY; nothing checked"}

_HEADINGS = (
    "format",
    "way",
    "s",
    "messages a second",
    "processor s",
    "ratio",
    "peak memory, MiB",
    "stages, s",
)


def report(
    rows: int,
    runs: Sequence[ImportRun],
    lookup_rows: int,
    lookups: Mapping[str, Sequence[float]],
    day: date,
    loads: tuple[float, float],
) -> str:
    """The page; a part that was not measured is left out."""
    lines = [
        "# Records",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores · Python {platform.python_version()} · DuckDB "
        f"{duckdb.__version__} · load of the machine {loads[0]:.1f} at the start, "
        f"{loads[1]:.1f} at the end",
    ]
    if loads[0] >= 1:
        lines += [
            "",
            "Other work shared the machine during this run. Seconds of a clock are rough then; "
            "those of the processors are less so.",
        ]
    if runs:
        lines += _imports(rows, runs)
    if lookups:
        lines += _lookups(lookup_rows, lookups)
    return "\n".join(lines) + "\n"


def _imports(rows: int, runs: Sequence[ImportRun]) -> list[str]:
    peers = {run.format: run for run in runs if run.way == "peer"}
    lines = [
        "",
        "## Import",
        "",
        f"{rows:,} messages of {rows // 20:,} accounts, all good and in no order, from files to "
        "sorted and hashed ones. The class list in the database is not counted. Both ways had the "
        "same limit on DuckDB's memory.",
        "",
        "| " + " | ".join(_HEADINGS) + " |",
        "|" + " --- |" * len(_HEADINGS),
    ]
    for run in runs:
        ratio = (
            f"{run.cpu_seconds / peers[run.format].cpu_seconds:.2f}" if run.way == "ours" else ""
        )
        stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in run.seconds.items())
        lines.append(
            f"| {run.format} | {_WAY_LABELS[run.way]} | {run.whole:.1f} "
            f"| {rows / run.whole:,.0f} | "
            f"{run.cpu_seconds:.1f} | {ratio} | {run.peak_mebibytes:,} | {stages} |"
        )
    return [*lines, "", "The ratio is of the seconds of the processors, ours to DuckDB's."]


def _lookups(rows: int, lookups: Mapping[str, Sequence[float]]) -> list[str]:
    lines = [
        "",
        "## One account's rows",
        "",
        f"Its account, subscriptions, counted messages and refused rows among {rows:,} messages. "
        "Cold: no byte of the files that are opened is in memory. Aim: under 20 ms.",
        "",
        "| | lookups | median, ms | 99 %, ms | slowest, ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, times in lookups.items():
        found = list(times)
        lines.append(
            f"| {name} | {len(found):,} | {percentile(found, 50):.1f} | "
            f"{percentile(found, 99):.1f} | {max(found):.1f} |"
        )
    return lines
