"""Percentiles of measured times."""

from collections.abc import Sequence
from statistics import quantiles


def percentile(times: Sequence[float], percent: int) -> float:
    """The time within which so many percent of them were."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]
