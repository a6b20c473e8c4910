"""The bench of linkage at a small size: it runs, and its sums are right."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from bench.linkage import ways
from bench.linkage.people import STRANGERS_EVERY, write_people
from bench.linkage.report import report

ACCOUNTS, CLAIMS = 2_000, 200


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linkage")
    accounts, claims = write_people(folder, ACCOUNTS, CLAIMS)
    runs = {"index": ways.build_list_index(folder / "list.duckdb", accounts)}
    runs |= {way: ways.WAYS[way](folder / "list.duckdb", claims) for way in ("ours", "splink")}
    return folder, runs


def test_people_are_drawn_alike_every_time(measured: tuple[Path, dict], tmp_path: Path):
    folder, _ = measured
    again = write_people(tmp_path, ACCOUNTS, CLAIMS)

    for path in again:
        ours, theirs = (duckdb.read_parquet(str(each)) for each in (path, folder / path.name))
        assert ours.fetchall() == theirs.fetchall()


def test_nearly_every_account_holder_is_found_and_no_stranger(measured: tuple[Path, dict]):
    _, runs = measured
    ours = runs["ours"]

    assert ours["claims"] == CLAIMS
    assert ours["with_account"] == CLAIMS - CLAIMS // STRANGERS_EVERY
    assert ours["matched"] == ours["right"] > 0.9 * ours["with_account"]


def test_the_table_has_a_ratio_to_splink(measured: tuple[Path, dict]):
    _, runs = measured
    whole = {way: run | {"peak_mebibytes": 1} for way, run in runs.items()}

    page = report(ACCOUNTS, CLAIMS, whole, {ACCOUNTS: [0.02, 0.03]}, date(2026, 1, 1), (0, 0))

    assert "| Splink alone: pairs with their weights, over columns made ready | " in page
    assert "| 2,000 | 2 | " in page
