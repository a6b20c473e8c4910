"""One measured way in a process of its own: `python -m bench.duplicates.ways WAY CLAIMS KEYS`.

Prints the seconds it took and what it found, as JSON; whoever started it reads its memory.
"""

import json
import logging
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from claims.matching.clusters.cluster_search import find_similar_claims
from claims.matching.clusters.pairs import PERSON_COLUMNS
from claims.matching.linkage.class_list_index import row_count
from claims.matching.linkage.comparable_particulars import (
    INPUT_COLUMNS,
    install_particulars,
    names_with_nicknames,
    particulars_sql,
)
from claims.matching.linkage.linkage_model import untrained_model
from claims.matching.linkage.training import splink_settings

WayResult = dict[str, Any]
_KINDS = ("email", "phone", "address")
_LEAST_MATCH_WEIGHT = 12
"""Bits from which Splink's pair is one person's: a given and a family name that agree
weigh more, a family name alone less."""


def find_by_classfund(claims: Path, keys: Path) -> WayResult:
    """From claims and keys to who looks like whom, with the evidence."""
    start = perf_counter()
    with duckdb.connect() as connection:
        install_particulars(connection)
        connection.read_parquet(str(claims)).create_view("filed")
        connection.read_parquet(str(keys)).create_view("keys")
        found = find_similar_claims(connection)
    seconds = perf_counter() - start
    same = [each for each in found.alike if not each.is_competing]
    return {
        "seconds": seconds,
        "alike": len(same),
        "right": _count_right(claims, [(each.claim, each.survivor) for each in same]),
    }


def find_by_splink(claims: Path, keys: Path) -> WayResult:
    """Splink alone, over names made ready beforehand: pairs of a block by their weights, and its
    connected components.

    Without suffixes, dates of birth, ends of chains, survivors or evidence.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect() as connection:
        install_particulars(connection)
        _make_ready(connection, claims, keys)
        start = perf_counter()
        asked = splink_settings(untrained_model(), row_count(connection, "splink_claims"))
        asked |= {
            "link_type": "dedupe_only",
            "comparisons": [
                each
                for each in asked["comparisons"]
                if each["output_column_name"] in ("given_name", "family_name")
            ],
            "blocking_rules_to_generate_predictions": [
                f"l.{kind}_key = r.{kind}_key" for kind in _KINDS
            ],
            "retain_intermediate_calculation_columns": False,
            "retain_matching_columns": False,
            "probability_two_random_records_match": 0.5,
        }
        tables = DuckDBAPI(connection).register("splink_claims")
        linker = Linker(tables, asked, log_level=logging.ERROR)
        pairs = linker.inference.predict(threshold_match_weight=_LEAST_MATCH_WEIGHT)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_weight=_LEAST_MATCH_WEIGHT
        )
        rows = clusters.as_duckdbpyrelation().project("key, cluster_id").fetchall()
    seconds = perf_counter() - start
    groups: dict[int, list[int]] = defaultdict(list)
    for claim, cluster in rows:
        groups[cluster].append(claim)
    found = [
        (claim, min(group)) for group in groups.values() for claim in group if claim != min(group)
    ]
    return {"seconds": seconds, "alike": len(found), "right": _count_right(claims, found)}


def _make_ready(connection: duckdb.DuckDBPyConnection, claims: Path, keys: Path) -> None:
    missing = ", ".join(
        f"NULL::VARCHAR AS {name}" for name in INPUT_COLUMNS if name not in PERSON_COLUMNS
    )
    connection.register("known", names_with_nicknames())
    connection.read_parquet(str(keys)).create_view("keys")
    connection.execute(
        f"CREATE VIEW filed AS SELECT claim, {', '.join(PERSON_COLUMNS)}, {missing} "  # noqa: S608  # nosec B608
        f"FROM read_parquet('{claims}')"
    )
    wide = ", ".join(f"max(value) FILTER (kind = '{kind}') AS {kind}_key" for kind in _KINDS)
    connection.execute(
        f"""
        CREATE TABLE splink_claims AS
        SELECT p.claim AS key, p.* EXCLUDE (claim), n.name IS NOT NULL AS given_is_known,
            k.* EXCLUDE (claim)
        FROM ({particulars_sql("filed", "claim")}) AS p
        JOIN (SELECT claim, {wide} FROM keys GROUP BY claim) AS k USING (claim)
        LEFT JOIN known AS n ON n.name = p.given
        """  # noqa: S608  # nosec B608
    )


def _count_right(claims: Path, pairs: list[tuple[int, int]]) -> int:
    """How many of the pairs are one person's."""
    person = dict(duckdb.read_parquet(str(claims)).project("claim, person").fetchall())
    return sum(person[one] == person[other] for one, other in pairs)


WAYS: dict[str, Callable[[Path, Path], WayResult]] = {
    "ours": find_by_classfund,
    "splink": find_by_splink,
}

if __name__ == "__main__":
    way, *paths = sys.argv[1:]
    print(json.dumps(WAYS[way](*(Path(path) for path in paths))))
