"""What was measured, as tables in Markdown."""

import os
import platform
from collections.abc import Sequence
from datetime import date

import duckdb

from bench.tally.measurement import SizeResult
from bench.tally.ways import Run

WAY_LABELS = {
    "ours": "Classfund",
    "duckdb": "(c) SQL by hand, DuckDB",
    "duckdb_wide": "(c) keeping as many columns",
    "postgres": "(b) SQL by hand, PostgreSQL",
    "orm": "(a) loop over the ORM",
}


def report(
    measured: Sequence[SizeResult],
    day: date,
    loads: tuple[float, float],
    threads: int,
    memory_limit: str,
    *,
    with_fund: bool,
) -> str:
    """The stages and ratios of each size, and how cost grows from one size to the next."""
    fund = "with a fund divided by days" if with_fund else "without a fund"
    lines = [
        "# Tally",
        "",
        f"A synthetic matter under the plan linkedin-inmail, {fund}: facts, assessment and "
        "allocation, from the records' Parquet to tables in the engine. All ways left the same "
        "rows, compared one by one (the loop over the ORM: those of its sample).",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores, {threads} threads, memory limit "
        f"{memory_limit} · Python {platform.python_version()} · DuckDB {duckdb.__version__} · load "
        f"of the machine {loads[0]:.1f} at the start, {loads[1]:.1f} at the end",
    ]
    if loads[0] >= 1 or loads[1] >= threads + 1:
        lines += [
            "",
            "Other work shared the machine, so seconds by the clock say little; compare those of "
            "the processors.",
        ]
    for each in measured:
        lines += _size(each)
    if len(measured) > 1:
        lines += _growth(measured)
    return "\n".join(lines) + "\n"


def _size(each: SizeResult) -> list[str]:
    lines = [
        "",
        f"## {each.accounts:,} accounts, about {each.accounts * 20:,} messages, "
        f"{each.claims:,} claims",
        "",
        "| way | stage | seconds | processor, s | claims a second | peak memory, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for way, run in each.runs.items():
        claims = run.sampled or each.claims
        for stage in run.stages:
            cells = (_figure(stage.seconds), _figure(stage.cpu), f"{claims / stage.seconds:,.0f}")
            lines.append(f"| {WAY_LABELS[way]} | {stage.name} | {' | '.join(cells)} | |")
        total = (_figure(run.seconds), _figure(_cpu(run)), f"{claims / run.seconds:,.0f}")
        peak = "of the server: not measured" if way == "postgres" else f"{run.peak_mb:,}"
        lines.append(f"| {WAY_LABELS[way]} | **all** | {' | '.join(total)} | {peak} |")
    return [*lines, *_ratios(each)]


def _ratios(each: SizeResult) -> list[str]:
    ours = each.runs.get("ours")
    if ours is None:
        return []
    lines = [""]
    if "duckdb" in each.runs:
        lines.append(f"* ours / (c): {_ratio(ours, each.runs['duckdb'])}; the aim is 1.25")
    if "duckdb_wide" in each.runs:
        ratio = _ratio(ours, each.runs["duckdb_wide"])
        lines.append(f"* ours / (c) keeping as many columns of each claim: {ratio}")
    if "postgres" in each.runs:
        times = each.runs["postgres"].seconds / ours.seconds
        lines.append(f"* (b) / ours: {times:.1f}; the aim is 5")
    if "orm" in each.runs:
        loop = each.runs["orm"]
        whole = loop.seconds * each.claims / (loop.sampled or each.claims)
        lines.append(
            f"* (a) / ours: {whole / ours.seconds:,.0f}; the aim is 300. Extrapolated from "
            f"{loop.sampled:,} claims to {whole:,.0f} s, without allocation"
        )
    return lines


def _ratio(ours: Run, by_hand: Run) -> str:
    ratio = f"{ours.seconds / by_hand.seconds:.2f} by the clock"
    cpu, cpu_by_hand = _cpu(ours), _cpu(by_hand)
    return f"{ratio}, {cpu / cpu_by_hand:.2f} in processor time" if cpu and cpu_by_hand else ratio


def _growth(measured: Sequence[SizeResult]) -> list[str]:
    lines = [
        "",
        "## Growth",
        "",
        "| accounts | ours, s | processor, s | µs of processor an account | peak memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in measured:
        run = each.runs.get("ours")
        cpu = _cpu(run) if run else None
        if run and cpu is not None:
            lines.append(
                f"| {each.accounts:,} | {run.seconds:.2f} | {cpu:.2f} | "
                f"{cpu / each.accounts * 1e6:.1f} | {run.peak_mb:,} |"
            )
    return lines


def _cpu(run: Run) -> float | None:
    used = [stage.cpu for stage in run.stages]
    return None if None in used else sum(cpu for cpu in used if cpu is not None)


def _figure(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"
