"""One measured way in a process of its own: `python -m bench.linkage.ways WAY INDEX CLAIMS`.

Prints the seconds of each stage and what was found, as JSON; whoever started it reads its memory.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from claims.matching.linkage.claim_linkage import decide_claims, decide_from_pairs
from claims.matching.linkage.class_list_index import (
    build_index,
    create_claims_table,
    open_index,
    row_count,
)
from claims.matching.linkage.linkage_model import LinkageModel, untrained_model
from claims.matching.linkage.pair_weights import pairs_sql, weighed_pairs_sql
from claims.matching.linkage.training import splink_settings
from claims.matching.match_decision import MatchResult

WayResult = dict[str, Any]
SPLINKS_RULES = (
    "l.given = r.given AND l.family = r.family AND l.state = r.state",
    "l.family = r.family AND l.postal = r.postal",
    "l.given = r.given AND l.postal = r.postal AND l.street = r.street",
    "l.number = r.number AND l.street = r.street AND l.postal = r.postal",
)
"""Blocking that finds what ours does, so narrow that no block is large."""


def build_list_index(path: Path, accounts: Path) -> WayResult:
    """The class list made ready: once a production."""
    seconds: dict[str, float] = {}
    with _stage_timer(seconds, "index"):
        build_index([accounts], path)
    return {"seconds": seconds}


def link_by_classfund(path: Path, claims: Path) -> WayResult:
    """From claims as they were filed to a decision on each, with its evidence."""
    seconds: dict[str, float] = {}
    model = untrained_model()
    with _stage_timer(seconds, "open"):
        connection = open_index(path)
    with _stage_timer(seconds, "claims"):
        connection.read_parquet(str(claims)).create_view("filed")
        create_claims_table(connection, "filed", "claims")
    with _stage_timer(seconds, "pairs"):
        connection.execute(f"CREATE TEMP TABLE pairs AS {pairs_sql('claims', 'list.blocks')}")
    with _stage_timer(seconds, "score"):
        rows = connection.execute(
            weighed_pairs_sql("pairs", "claims", "list.people", model)
        ).to_arrow_table()
    with _stage_timer(seconds, "decide"):
        decided = _accounts_decided(connection, rows.to_pylist(), model)
    return {"seconds": seconds, "pairs": row_count(connection, "pairs")} | _match_counts(
        connection, claims, decided
    )


def link_singly(path: Path, claims: Path) -> WayResult:
    """The same for one claim at a time, as it is filed; the first opens the index."""
    connection, model = open_index(path), untrained_model()
    times = []
    for claim in range(1, 201):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE filed AS "
            f"FROM read_parquet('{claims}') WHERE claim = {claim}"
        )
        start = perf_counter()
        decide_claims(connection, "filed", model)
        times.append(perf_counter() - start)
    return {"seconds": {}, "times": times}


def link_by_splink(path: Path, claims: Path) -> WayResult:
    """Splink alone, over the same columns made ready beforehand: every pair with its weight."""
    seconds: dict[str, float] = {}
    connection = open_index(path)
    connection.read_parquet(str(claims)).create_view("filed")
    create_claims_table(connection, "filed", "claims")
    logging.getLogger("splink").setLevel(logging.ERROR)
    for name, key, source, unwanted in (
        ("splink_claims", "'c' || claim", "claims", "claim"),
        (
            "splink_people",
            "'a' || person",
            "list.people",
            "person, account_id, given_frequency, family_frequency",
        ),
    ):
        connection.execute(
            f"CREATE TABLE {name} AS SELECT {key} AS key, * EXCLUDE ({unwanted}) FROM {source}"  # noqa: S608  # nosec B608
        )
    with _stage_timer(seconds, "predict"):
        database = DuckDBAPI(connection)
        asked = splink_settings(untrained_model(), row_count(connection, "list.people"))
        asked |= {
            "blocking_rules_to_generate_predictions": list(SPLINKS_RULES),
            "retain_intermediate_calculation_columns": False,
            "retain_matching_columns": False,
        }
        tables = [database.register("splink_claims"), database.register("splink_people")]
        linker = Linker(tables, asked, log_level=logging.ERROR)
        found = linker.inference.predict(threshold_match_weight=0).as_duckdbpyrelation()
        (pairs,) = found.count("*").fetchall()[0]
    return {"seconds": seconds, "pairs": pairs}


def _accounts_decided(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], model: LinkageModel
) -> dict[int, str | None]:
    claims = {row["claim"] for row in rows}
    decided: dict[int, str | None] = {}
    each = decide_from_pairs(claims, rows, model, row_count(connection, "list.people"))
    for claim, decision in each.items():
        decision.as_json()
        if decision.outcome is MatchResult.ONE:
            decided[claim] = decision.account_id
    return decided


def _match_counts(
    connection: duckdb.DuckDBPyConnection, claims: Path, decided: dict[int, str | None]
) -> WayResult:
    """How many claims were matched, and how many of those rightly."""
    truth = dict(connection.read_parquet(str(claims)).project("claim, account_id").fetchall())
    right = sum(truth[claim] == account for claim, account in decided.items())
    return {
        "claims": len(truth),
        "with_account": sum(account is not None for account in truth.values()),
        "matched": len(decided),
        "right": right,
    }


@contextmanager
def _stage_timer(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    seconds[stage] = perf_counter() - start


WAYS: dict[str, Callable[[Path, Path], WayResult]] = {
    "index": build_list_index,
    "ours": link_by_classfund,
    "one": link_singly,
    "splink": link_by_splink,
}

if __name__ == "__main__":
    way, *paths = sys.argv[1:]
    print(json.dumps(WAYS[way](*(Path(path) for path in paths))))
