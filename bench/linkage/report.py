"""What was measured, as a page in Markdown."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import splink

from bench.percentiles import percentile

_WAY_LABELS = {
    "index": "Classfund: the class list made ready, once a production",
    "ours": "Classfund: from claims as filed to decisions with their evidence",
    "splink": "Splink alone: pairs with their weights, over columns made ready",
}
_HEADINGS = ("way", "s", "ratio", "peak memory, MiB", "pairs", "stages, s")


def report(
    accounts: int,
    claims: int,
    runs: Mapping[str, Any],
    singles: Mapping[int, Sequence[float]],
    day: date,
    loads: tuple[float, float],
) -> str:
    """The page."""
    ours, peer = runs["ours"], runs["splink"]
    lines = [
        "# Linkage",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores · Python {platform.python_version()} · DuckDB "
        f"{duckdb.__version__} · Splink {splink.__version__} · load of the machine "
        f"{loads[0]:.1f} at the start, {loads[1]:.1f} at the end",
        "",
        f"{claims:,} claims against {accounts:,} accounts, with the model as it is before it is "
        "trained. Three claims in four are an account holder's.",
        "",
        "| " + " | ".join(_HEADINGS) + " |",
        "|" + " --- |" * len(_HEADINGS),
    ]
    for way, words in _WAY_LABELS.items():
        run = runs[way]
        whole = sum(run["seconds"].values())
        ratio = "" if way == "index" else f"{whole / sum(peer['seconds'].values()):.2f}"
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in run["seconds"].items())
        pairs = f"{run['pairs']:,}" if "pairs" in run else ""
        lines.append(
            f"| {words} | {whole:.1f} | {ratio} | {run['peak_mebibytes']:,} | {pairs} | {stages} |"
        )
    lines += [
        "",
        f"Matched without a person: {ours['matched']:,} of the {ours['with_account']:,} claims "
        f"that have an account; {ours['matched'] - ours['right']:,} of them wrongly. The people "
        "are drawn at random and easier to tell apart than real ones: this says that the sums are "
        "right, not how good matching is (docs/matching.md).",
        "",
        "## One claim as it is filed",
        "",
        "From the claim to its decision, in a process that has the index open.",
        "",
        "| accounts | claims | median, ms | 99 %, ms | slowest, ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for many, times in singles.items():
        found = [seconds * 1000 for seconds in times]
        lines.append(
            f"| {many:,} | {len(found):,} | {percentile(found, 50):.0f} | "
            f"{percentile(found, 99):.0f} | {max(found):.0f} |"
        )
    return "\n".join(lines) + "\n"
