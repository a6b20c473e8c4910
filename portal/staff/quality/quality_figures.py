"""The samples of a matter as the lines that administrators and counsel read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.casework.review.sample_results import (
    SampleResult,
    estimated_recall,
    match_counts,
    newest_results,
    precision_groups,
)
from claims.matching.match_quality import MatchQuality, MeasuredShare
from claims.models import AuditSample, Matter

Subject = AuditSample.Subject

MEASURE_LABELS: Mapping[AuditSample.Subject, Promise] = {
    Subject.KEYED: _("Matched by an exact key, and rightly (precision)"),
    Subject.LINKED: _("Matched by name and address, and rightly (precision)"),
    Subject.LEFT: _("Left without an account, although the claimant has one"),
    Subject.HELD: _("Held or rejected, and wrongly (false-positive rate)"),
}
"""The share that a sample of each kind is drawn to estimate."""

NAME_GROUP_LABELS: Mapping[str, Promise] = {
    "other_letters": _("Letters beyond A to Z"),
    "several_names": _("Several family names"),
    "short": _("Three letters or fewer"),
    "common": _("The most common ones of the sample"),
    "other": _("All others"),
}
_MOST_GROUPS = 12


@dataclass(frozen=True)
class ShareLine:
    """A share in words, and as a drawing of 100 units: a dot, and its interval as a line."""

    words: str
    interval: str
    low: str
    width: str
    dot: str


@dataclass(frozen=True)
class SampleLine:
    """What the newest sample of a kind says."""

    subject: AuditSample.Subject
    measure: Promise
    sampled: SampleResult
    share: ShareLine | None
    """None until a claim was looked at of which it can be told."""


@dataclass(frozen=True)
class PrecisionLine:
    """The precision among the sampled claims of one state, or of one kind of family name."""

    name: str | Promise
    claims: int
    share: ShareLine


@dataclass(frozen=True)
class QualityFigures:
    """Everything that is known of the quality of a matter's matching and holding."""

    claims: int
    automatic: str
    referred: str
    samples: list[SampleLine]
    recall: ShareLine | None
    states: list[PrecisionLine]
    names: list[PrecisionLine]


def quality_figures(matter: Matter) -> QualityFigures:
    """The figures as the samples stand now."""
    newest, of_all = newest_results(matter), match_counts(matter)
    estimate = estimated_recall(newest)
    linked = newest.get(Subject.LINKED)
    states, names = precision_groups(linked.sample) if linked else ({}, {})
    return QualityFigures(
        claims=of_all.claims,
        automatic=_percent_or_dash(of_all.automatic),
        referred=_percent_or_dash(of_all.referred_share),
        samples=[
            _sample_line(subject, newest[subject]) for subject in Subject if subject in newest
        ],
        recall=_share_drawing(estimate.value, estimate.low, estimate.high) if estimate else None,
        states=_precision_lines(states, {"": _("None given")}),
        names=_precision_lines(names, NAME_GROUP_LABELS),
    )


def _sample_line(subject: AuditSample.Subject, sampled: SampleResult) -> SampleLine:
    of_matches = subject in (Subject.KEYED, Subject.LINKED)
    share = sampled.share_right if of_matches else sampled.share_wrong
    return SampleLine(subject, MEASURE_LABELS[subject], sampled, _share_line(share))


def _precision_lines(
    found: Mapping[str, MatchQuality], names: Mapping[str, Promise]
) -> list[PrecisionLine]:
    lines: list[PrecisionLine] = []
    largest: Sequence[tuple[str, MatchQuality]] = sorted(
        found.items(), key=lambda group: (-group[1].claims, group[0])
    )
    for key, each in largest[:_MOST_GROUPS]:
        share = _share_line(each.precision)
        if share is not None:
            lines.append(PrecisionLine(names.get(key, key), each.claims, share))
    return lines


def _share_line(share: MeasuredShare) -> ShareLine | None:
    if share.value is None or share.interval is None:
        return None
    return _share_drawing(share.value, *share.interval)


def _share_drawing(value: float, low: float, high: float) -> ShareLine:
    ends = {"low": _percent(low), "high": _percent(high)}
    return ShareLine(
        words=_percent(value),
        interval=str(_("%(low)s to %(high)s") % ends),
        low=_units(low),
        width=_units(max(high - low, 0.005)),
        dot=_units(value),
    )


def _percent_or_dash(share: MeasuredShare) -> str:
    return _percent(share.value) if share.value is not None else "–"


def _percent(value: float) -> str:
    return f"{formats.number_format(round(100 * value, 1), 1, use_l10n=True)}%"


def _units(value: float) -> str:
    """A length of the drawing, with a point in every language."""
    return f"{100 * value:.2f}"
