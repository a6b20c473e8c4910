"""What was measured, as a page in Markdown."""

import os
import platform
from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from bench.percentiles import percentile


def report(
    claims: int,
    database: str,
    run: Mapping[str, Any],
    peak_mebibytes: int,
    day: date,
    loads: tuple[float, float],
) -> str:
    """The page."""
    found = [seconds * 1000 for seconds in run["times"]]
    lines = [
        "# Signals",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores · Python {platform.python_version()} · DuckDB "
        f"{duckdb.__version__} · {database} · load of the machine {loads[0]:.1f} at the start, "
        f"{loads[1]:.1f} at the end",
        "",
        f"{claims:,} claims of the web form, six or seven keys each; one in fifty is of a flood.",
        "",
        "| stage | s |",
        "| --- | --- |",
        *(f"| {stage} | {seconds:.1f} |" for stage, seconds in run["seconds"].items()),
        "",
        f"Peak memory {peak_mebibytes:,} MiB. {run['with_signals']:,} claims have a signal and "
        f"{run['held']:,} were held: each is a score, two links of its chain and a move.",
        "",
        "## One claim as it is filed",
        "",
        "Scored among all of these, from its keys to its score.",
        "",
        "| claims | median, ms | 99 %, ms | slowest, ms |",
        "| --- | --- | --- | --- |",
        f"| {len(found):,} | {percentile(found, 50):.0f} | {percentile(found, 99):.0f} | "
        f"{max(found):.0f} |",
    ]
    return "\n".join(lines) + "\n"
