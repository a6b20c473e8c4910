"""The figures of filing under faults, one row a run, in Markdown."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from tests.faults.filers import Filing, Seen, Trouble
from tests.faults.filing_scenarios import STRUCK, WITH, Outcome, Span

_LEDGER_TITLES = (
    *("fault", "strikes", "filings", "acknowledged", "lost", "doubled", "found again"),
    *("requests in trouble", "result"),
)
_TIME_TITLES = ("fault", "filed by", "when", "filings", "p50 s", "p99 s", "longest s")
_WINDOW_TITLES = ("Valkey", *_TIME_TITLES[1:2], *_TIME_TITLES[3:], "p99 to with")


@dataclass(frozen=True)
class Row:
    """`times` has the cells of the second table."""

    name: str
    ledger: tuple[str, ...]
    times: tuple[tuple[str, ...], ...] = ()
    holds: bool = True

    def line(self) -> str:
        return "faults: filing: " + ", ".join(
            f"{title} {cell}" for title, cell in zip(_LEDGER_TITLES, self.ledger, strict=True)
        )


def of(name: str, outcome: Outcome) -> Row:
    """A row that holds where ledger and database agree and no filing was given up."""
    trial, findings = outcome.trial, outcome.findings
    crowd = trial.crowd
    filings = [*crowd.api.filings, *crowd.form.filings]
    given_up = [*crowd.api.given_up, *crowd.form.given_up]
    problems = [*trial.problems, *findings.problems()]
    if given_up:
        problems.append(f"{len(given_up)} given up, the first: {given_up[0]}")
    ledger = (
        name,
        str(trial.strikes),
        str(len(filings) + len(given_up)),
        str(findings.acknowledged),
        str(len(findings.lost)),
        str(len(findings.doubled)),
        str(sum(filing.was_found for filing in filings)),
        _troubles([*crowd.api.troubles, *crowd.form.troubles]),
        "; ".join(problems) or "ledger and database agree",
    )
    return Row(name, ledger, tuple(_times(name, outcome)), holds=not problems)


def failed(name: str, why: str) -> Row:
    blank = ("",) * (len(_LEDGER_TITLES) - 2)
    return Row(name, (name, *blank, f"FAILED: {why}"), holds=False)


def left_out(name: str, why: str) -> Row:
    blank = ("",) * (len(_LEDGER_TITLES) - 2)
    return Row(name, (name, *blank, f"left out: {why}"))


def as_markdown(rows: Sequence[Row]) -> str:
    """Both tables: what the ledgers say, and the times of a filing."""
    times = [cells for row in rows for cells in row.times]
    return "\n\n".join(
        [_table(_LEDGER_TITLES, [row.ledger for row in rows]), _table(_TIME_TITLES, times)]
    )


def windows_as_markdown(outcome: Outcome) -> str:
    """Times with Valkey beside those without it. A filing that lies partly in a window without it
    counts there."""
    spans = outcome.trial.spans
    names = list(dict.fromkeys(span.name for span in spans))
    rows = []
    for kind, seen in _kinds(outcome):
        by_name = {
            name: _within(
                seen.filings,
                [span for span in spans if span.name == name],
                _lies_in if name == WITH else _touches,
            )
            for name in names
        }
        without = [filing for name in names if name != WITH for filing in by_name[name]]
        p99_with = _percentile([filing.seconds for filing in by_name[WITH]], 99)
        for name, filings in [*by_name.items(), ("all without", without)]:
            seconds = [filing.seconds for filing in filings]
            is_comparable = seconds and p99_with
            ratio = f"{_percentile(seconds, 99) / p99_with:.2f}" if is_comparable else ""
            rows.append((name, kind, *_figures(seconds), ratio))
    return _table(_WINDOW_TITLES, rows)


def _times(name: str, outcome: Outcome) -> Iterable[tuple[str, ...]]:
    spans = [span for span in outcome.trial.spans if span.name == STRUCK]
    if not spans:
        return
    for kind, seen in _kinds(outcome):
        warm = [filing for filing in seen.filings if filing.began >= outcome.trial.warm_at]
        during = _within(warm, spans, _touches)
        outside = [filing for filing in warm if filing not in during]
        for when, filings in (("during it", during), ("before and after", outside)):
            yield (name, kind, when, *_figures([filing.seconds for filing in filings]))


def _kinds(outcome: Outcome) -> tuple[tuple[str, Seen], ...]:
    crowd = outcome.trial.crowd
    return ("program", crowd.api), ("form", crowd.form)


def _within(
    filings: Sequence[Filing], spans: Sequence[Span], is_in: Callable[[Filing, Span], bool]
) -> list[Filing]:
    return [filing for filing in filings if any(is_in(filing, span) for span in spans)]


def _touches(filing: Filing, span: Span) -> bool:
    return filing.began <= span.ends and filing.ended >= span.begins


def _lies_in(filing: Filing, span: Span) -> bool:
    return span.begins <= filing.began and filing.ended <= span.ends


def _figures(seconds: Sequence[float]) -> tuple[str, ...]:
    if not seconds:
        return ("0", "", "", "")
    middle, late = _percentile(seconds, 50), _percentile(seconds, 99)
    return (str(len(seconds)), f"{middle:.2f}", f"{late:.2f}", f"{max(seconds):.2f}")


def _percentile(seconds: Sequence[float], percent: int) -> float:
    if len(seconds) < 2:
        return max(seconds, default=0.0)
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _troubles(troubles: Sequence[Trouble]) -> str:
    counted = Counter(trouble.what for trouble in troubles)
    return ", ".join(f"{count} x {what}" for what, count in counted.most_common()) or "none"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ("---",) * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
