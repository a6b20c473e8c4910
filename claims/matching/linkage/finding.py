"""From claims as they were filed to a decision on each, against an index that is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from claims.matching.linkage.deciding import LinkageDecision, decide_linkage
from claims.matching.linkage.index import count, put_claims, put_near
from claims.matching.linkage.model import LinkageModel
from claims.matching.linkage.scoring import pairs_sql, scored_sql


def decide_filed(
    connection: duckdb.DuckDBPyConnection, filed: str, model: LinkageModel
) -> dict[int, LinkageDecision]:
    """The decision on each claim of the table `filed` (`claim` and particulars.GIVEN_COLUMNS)."""
    put_claims(connection, filed, "claims")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS {pairs_sql('claims', 'list.blocks')}"
    )
    put_near(connection, "pairs", "near")
    scored = connection.execute(scored_sql("pairs", "claims", "near", model))
    rows = scored.to_arrow_table().to_pylist()
    claims = [claim for (claim,) in connection.execute("SELECT claim FROM claims").fetchall()]
    return decide_each(claims, rows, model, count(connection, "list.people"))


def decide_each(
    claims: Iterable[int], rows: Iterable[Mapping[str, Any]], model: LinkageModel, accounts: int
) -> dict[int, LinkageDecision]:
    """The decision on each of the claims from the rows of `scored_sql`; one may have none."""
    by_claim: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_claim[row["claim"]].append(row)
    return {claim: decide_linkage(by_claim.get(claim, ()), model, accounts) for claim in claims}
