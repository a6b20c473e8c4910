"""Around a few claims: those that they share a key with, and what is found among them.

Index look-ups only, so that it costs as much in a matter of ten claims as of ten million.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.db.models import OuterRef, Q, Subquery
from more_itertools import chunked

from claims.casework.docket import current_plan
from claims.casework.duplicates.compared_claims import (
    CLAIM_COLUMNS,
    FILED_SQL,
    comparable_claims,
    separated_pairs,
)
from claims.matching.clusters.cluster_search import ClusterSearchResult, find_similar_claims
from claims.matching.clusters.pairs import JOINING_KINDS, LARGEST_BLOCK
from claims.matching.linkage.comparable_particulars import shared_connection
from claims.models import Claim, ClaimKey, DuplicateFlag, Matter
from claims.models.rows_out import arrow_batches, arrow_schema

_MOST_ROUNDS = 8
"""Steps from one claim to those that share something with it."""
_NUMBERS_PER_QUERY = 1000
_JOINING = [kind.value for kind in JOINING_KINDS]

ClaimKeyRow = tuple[int, str, str]


def findings_around(
    matter: Matter, claim_ids: Collection[int]
) -> tuple[ClusterSearchResult, set[int]]:
    """What is found among these claims and those connected with them; and which claims were looked
    at with everything that they share, for which alone it is what looking at all would find."""
    keys: set[ClaimKeyRow] = set()
    near: set[int] = set()
    whole: set[int] = set()
    waiting = set(claim_ids)
    found = ClusterSearchResult([], [], 0)
    for _ in range(_MOST_ROUNDS):
        if not waiting:
            break
        shared = set(_shared_key_rows(matter, waiting))
        beside = {claim for claim, _, _ in shared} | set(_claims_of_accounts(matter, waiting))
        keys |= shared
        near |= beside | waiting
        whole |= waiting
        if len(near) < 2:
            break
        found = _find_among(matter, near, keys)
        linked = {claim for group in found.linked for claim in group if whole & set(group)}
        waiting = linked - whole
    return found, whole - waiting


def _shared_key_rows(matter: Matter, claim_ids: Iterable[int]) -> Iterator[ClaimKeyRow]:
    """Every row of the joining keys of these claims, without keys that too many share."""
    same = ClaimKey.objects.filter(
        matter=matter, kind=OuterRef("kind"), value=OuterRef("value")
    ).order_by("id")
    beyond = Subquery(same.values("id")[LARGEST_BLOCK : LARGEST_BLOCK + 1])
    values: dict[str, set[str]] = defaultdict(set)
    for some in _batches(claim_ids):
        own = ClaimKey.objects.of(matter).filter(claim__in=some, kind__in=_JOINING)
        few = own.annotate(beyond=beyond).filter(beyond__isnull=True).order_by()
        for kind, value in few.values_list("kind", "value"):
            values[kind].add(value)
    for kind, of_kind in values.items():
        for batch in _batches(of_kind):
            rows = ClaimKey.objects.of(matter).filter(kind=kind, value__in=batch).order_by()
            yield from rows.values_list("claim_id", "kind", "value")


def _claims_of_accounts(matter: Matter, claim_ids: Iterable[int]) -> Iterator[int]:
    for batch in _batches(claim_ids):
        accounts = Claim.objects.filter(pk__in=batch, account__isnull=False).values("account")
        claims = Claim.objects.of(matter).filter(account__in=accounts).order_by()
        yield from claims.values_list("pk", flat=True)


def _find_among(
    matter: Matter, near: Collection[int], keys: Iterable[ClaimKeyRow]
) -> ClusterSearchResult:
    rows: list[pa.RecordBatch] = []
    besides: list[ClaimKeyRow] = []
    apart: list[tuple[int, int, Sequence[str]]] = []
    for batch in _batches(near):
        rows += arrow_batches(comparable_claims(matter).filter(pk__in=batch), CLAIM_COLUMNS)
        other_kinds = ClaimKey.objects.of(matter).filter(Q(claim__in=batch), ~Q(kind__in=_JOINING))
        besides += other_kinds.order_by().values_list("claim_id", "kind", "value")
        apart += separated_pairs(DuplicateFlag.objects.filter(claim__in=batch))
    with shared_connection(__name__) as connection:
        connection.register("read", pa.Table.from_batches(rows, arrow_schema(CLAIM_COLUMNS)))
        connection.register("keys", _keys_table([*keys, *besides]))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE filed AS {FILED_SQL}")
        found = find_similar_claims(connection, apart, current_plan(matter).survivor)
        connection.unregister("read")
        connection.unregister("keys")
    return found


def _keys_table(keys: Sequence[ClaimKeyRow]) -> pa.Table:
    return pa.table(
        {
            "claim": pa.array([claim for claim, _, _ in keys], pa.int64()),
            "kind": pa.array([kind for _, kind, _ in keys], pa.string()),
            "value": pa.array([value for _, _, value in keys], pa.string()),
        }
    )


def _batches(numbers: Iterable[Any]) -> Iterator[list[Any]]:
    """In parts that a database takes in one query, in a fixed order."""
    return chunked(sorted(numbers), _NUMBERS_PER_QUERY)
