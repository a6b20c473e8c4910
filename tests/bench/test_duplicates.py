"""The bench of duplicates at a small size: it runs, and its sums are right."""

from datetime import date
from pathlib import Path

from bench.duplicates.__main__ import report
from bench.duplicates.claims import write_claims
from bench.duplicates.ways import WAYS


def test_second_claims_are_found(tmp_path: Path):
    claims, keys = write_claims(tmp_path, 1000)
    runs = {way: work(claims, keys) | {"peak_mebibytes": 1} for way, work in WAYS.items()}

    assert runs["ours"]["alike"] >= runs["ours"]["right"] >= 100
    assert "| 1.00 |" in report(1000, runs, date(2026, 1, 1), (0, 0))
