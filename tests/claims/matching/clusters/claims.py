"""Claims and what they share, for the clusters: a line each."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from claims.matching.clusters.cluster_search import ClusterSearchResult, find_similar_claims
from claims.matching.clusters.pairs import PERSON_COLUMNS
from claims.matching.linkage.comparable_particulars import install_particulars
from claims.plans.survivor_rule import Survivor

START = datetime(2026, 3, 2)
KINDS = ("email", "phone", "address", "payment", "document", "device", "network")
_connection: list[duckdb.DuckDBPyConnection] = []


def claim(first: str = "", last: str = "", birth: str = "", **cells: Any) -> dict[str, Any]:
    """A complete claim; `email`, `phone` … are keys as they come from `likeness`."""
    return {"first_name": first, "last_name": last, "birth_date": birth, **cells}


def found(
    claims: list[dict[str, Any]],
    apart: Iterable[tuple[int, int, list[str]]] = (),
    numbers: Iterable[int] | None = None,
    survivor: Survivor = "earliest",
) -> ClusterSearchResult:
    """What is found among them; each is filed a minute after the one before, and is called by its
    place, from 1 on. `numbers`: in which order their rows came."""
    ids = list(numbers or range(1, len(claims) + 1))
    rows = [
        {
            "claim": number,
            "reference": f"C{place}",
            "ref": each.get("ref", f"C{place:03}"),
            "filed_at": each.get("filed_at", START + timedelta(minutes=place)),
            "complete": each.get("complete", True),
            "may_survive": each.get("may_survive", True),
            "found_eligible": each.get("found_eligible", False),
            "account": each.get("account"),
            **{name: each[name] for name in PERSON_COLUMNS},
        }
        for place, (number, each) in enumerate(zip(ids, claims, strict=True), start=1)
    ]
    keys = [
        {"claim": number, "kind": kind, "value": each[kind]}
        for number, each in zip(ids, claims, strict=True)
        for kind in KINDS
        if kind in each
    ]
    if not _connection:
        _connection.append(duckdb.connect())
        install_particulars(_connection[0])
    (connection,) = _connection
    types = {"account": pa.int64(), "filed_at": pa.timestamp("us"), "claim": pa.int64()}
    types |= {"complete": pa.bool_(), "may_survive": pa.bool_(), "found_eligible": pa.bool_()}
    rows.sort(key=lambda row: row["claim"])
    connection.register(
        "filed",
        pa.table(
            {
                name: pa.array([row[name] for row in rows], types.get(name, pa.string()))
                for name in rows[0]
            }
        ),
    )
    schema = pa.schema([("claim", pa.int64()), ("kind", pa.string()), ("value", pa.string())])
    connection.register("keys", pa.Table.from_pylist(keys, schema=schema))
    return find_similar_claims(connection, apart, survivor)


def alike(claims: list[dict[str, Any]], **options: Any) -> dict[int, int]:
    """Who looks like whom, by place."""
    return {
        each.claim: each.survivor
        for each in found(claims, **options).alike
        if not each.is_competing
    }


def competing(claims: list[dict[str, Any]]) -> dict[int, int]:
    """Who claims an account beside whom, by place."""
    return {each.claim: each.survivor for each in found(claims).alike if each.is_competing}
