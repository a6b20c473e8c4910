"""From claims as they were filed to a decision on each, against an index that is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from claims.matching.linkage.class_list_index import (
    create_candidates_table,
    create_claims_table,
    row_count,
)
from claims.matching.linkage.linkage_decision import LinkageDecision, decide_linkage
from claims.matching.linkage.linkage_model import LinkageModel
from claims.matching.linkage.pair_weights import pairs_sql, weighed_pairs_sql


def decide_claims(
    connection: duckdb.DuckDBPyConnection, filed: str, model: LinkageModel
) -> dict[int, LinkageDecision]:
    """The decision on each claim of the table `filed` (`claim` and particulars.GIVEN_COLUMNS)."""
    create_claims_table(connection, filed, "claims")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS {pairs_sql('claims', 'list.blocks')}"
    )
    create_candidates_table(connection, "pairs", "near")
    scored = connection.execute(weighed_pairs_sql("pairs", "claims", "near", model))
    rows = scored.to_arrow_table().to_pylist()
    claims = [claim for (claim,) in connection.execute("SELECT claim FROM claims").fetchall()]
    return decide_from_pairs(claims, rows, model, row_count(connection, "list.people"))


def decide_from_pairs(
    claims: Iterable[int], rows: Iterable[Mapping[str, Any]], model: LinkageModel, accounts: int
) -> dict[int, LinkageDecision]:
    """The decision on each of the claims from the rows of `scored_sql`; one may have none."""
    by_claim: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_claim[row["claim"]].append(row)
    return {claim: decide_linkage(by_claim.get(claim, ()), model, accounts) for claim in claims}
