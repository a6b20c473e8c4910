"""One measured way in a process of its own: `python -m bench.linkage.work WAY INDEX CLAIMS`.

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

from claims.matching.decision import MatchOutcome
from claims.matching.linkage.finding import decide_each, decide_filed
from claims.matching.linkage.index import build, count, open_index, put_claims
from claims.matching.linkage.model import LinkageModel, untrained
from claims.matching.linkage.scoring import pairs_sql, scored_sql
from claims.matching.linkage.training import settings

Found = dict[str, Any]
SPLINKS_RULES = (
    "l.given = r.given AND l.family = r.family AND l.state = r.state",
    "l.family = r.family AND l.postal = r.postal",
    "l.given = r.given AND l.postal = r.postal AND l.street = r.street",
    "l.number = r.number AND l.street = r.street AND l.postal = r.postal",
)
"""Blocking that finds what ours does, so narrow that no block is large."""


def index(path: Path, accounts: Path) -> Found:
    """The class list made ready: once a production."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "index"):
        build([accounts], path)
    return {"seconds": seconds}


def ours(path: Path, claims: Path) -> Found:
    """From claims as they were filed to a decision on each, with its evidence."""
    seconds: dict[str, float] = {}
    model = untrained()
    with _timed(seconds, "open"):
        connection = open_index(path)
    with _timed(seconds, "claims"):
        connection.read_parquet(str(claims)).create_view("filed")
        put_claims(connection, "filed", "claims")
    with _timed(seconds, "pairs"):
        connection.execute(f"CREATE TEMP TABLE pairs AS {pairs_sql('claims', 'list.blocks')}")
    with _timed(seconds, "score"):
        rows = connection.execute(
            scored_sql("pairs", "claims", "list.people", model)
        ).to_arrow_table()
    with _timed(seconds, "decide"):
        decided = _decided(connection, rows.to_pylist(), model)
    return {"seconds": seconds, "pairs": count(connection, "pairs")} | _held(
        connection, claims, decided
    )


def one(path: Path, claims: Path) -> Found:
    """The same for one claim at a time, as it is filed; the first opens the index."""
    connection, model = open_index(path), untrained()
    times = []
    for claim in range(1, 201):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE filed AS "
            f"FROM read_parquet('{claims}') WHERE claim = {claim}"
        )
        start = perf_counter()
        decide_filed(connection, "filed", model)
        times.append(perf_counter() - start)
    return {"seconds": {}, "times": times}


def splink(path: Path, claims: Path) -> Found:
    """Splink alone, over the same columns made ready beforehand: every pair with its weight."""
    seconds: dict[str, float] = {}
    connection = open_index(path)
    connection.read_parquet(str(claims)).create_view("filed")
    put_claims(connection, "filed", "claims")
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
    with _timed(seconds, "predict"):
        database = DuckDBAPI(connection)
        asked = settings(untrained(), count(connection, "list.people"))
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


def _decided(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], model: LinkageModel
) -> dict[int, str | None]:
    claims = {row["claim"] for row in rows}
    decided: dict[int, str | None] = {}
    each = decide_each(claims, rows, model, count(connection, "list.people"))
    for claim, decision in each.items():
        decision.as_json()
        if decision.outcome is MatchOutcome.ONE:
            decided[claim] = decision.account_id
    return decided


def _held(
    connection: duckdb.DuckDBPyConnection, claims: Path, decided: dict[int, str | None]
) -> Found:
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
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    seconds[stage] = perf_counter() - start


WAYS: dict[str, Callable[[Path, Path], Found]] = {
    "index": index,
    "ours": ours,
    "one": one,
    "splink": splink,
}

if __name__ == "__main__":
    way, *paths = sys.argv[1:]
    print(json.dumps(WAYS[way](*(Path(path) for path in paths))))
