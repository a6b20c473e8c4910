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
from claims.casework.duplicates.looking import COLUMNS, FILED_SQL, kept_apart, looked_at
from claims.matching.clusters.finding import Found, find
from claims.matching.clusters.pairs import JOINING, LARGEST_BLOCK
from claims.matching.linkage.particulars import kept_connection
from claims.models import Claim, ClaimKey, DuplicateFlag, Matter
from claims.models.rows_out import read_batches, schema_of

_ROUNDS = 8
"""Steps from one claim to those that share something with it."""
_AT_ONCE = 1000
_JOINING = [kind.value for kind in JOINING]

Key = tuple[int, str, str]


def found_around(matter: Matter, claim_ids: Collection[int]) -> tuple[Found, set[int]]:
    """What is found among these claims and those connected with them; and which claims were looked
    at with everything that they share, for which alone it is what looking at all would find."""
    keys: set[Key] = set()
    near: set[int] = set()
    whole: set[int] = set()
    waiting = set(claim_ids)
    found = Found([], [], 0)
    for _ in range(_ROUNDS):
        if not waiting:
            break
        shared = set(_sharing(matter, waiting))
        beside = {claim for claim, _, _ in shared} | set(_of_their_accounts(matter, waiting))
        keys |= shared
        near |= beside | waiting
        whole |= waiting
        if len(near) < 2:
            break
        found = _find(matter, near, keys)
        linked = {claim for group in found.linked for claim in group if whole & set(group)}
        waiting = linked - whole
    return found, whole - waiting


def _sharing(matter: Matter, claim_ids: Iterable[int]) -> Iterator[Key]:
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


def _of_their_accounts(matter: Matter, claim_ids: Iterable[int]) -> Iterator[int]:
    for batch in _batches(claim_ids):
        accounts = Claim.objects.filter(pk__in=batch, account__isnull=False).values("account")
        claims = Claim.objects.of(matter).filter(account__in=accounts).order_by()
        yield from claims.values_list("pk", flat=True)


def _find(matter: Matter, near: Collection[int], keys: Iterable[Key]) -> Found:
    rows: list[pa.RecordBatch] = []
    besides: list[Key] = []
    apart: list[tuple[int, int, Sequence[str]]] = []
    for batch in _batches(near):
        rows += read_batches(looked_at(matter).filter(pk__in=batch), COLUMNS)
        other_kinds = ClaimKey.objects.of(matter).filter(Q(claim__in=batch), ~Q(kind__in=_JOINING))
        besides += other_kinds.order_by().values_list("claim_id", "kind", "value")
        apart += kept_apart(DuplicateFlag.objects.filter(claim__in=batch))
    with kept_connection(__name__) as connection:
        connection.register("read", pa.Table.from_batches(rows, schema_of(COLUMNS)))
        connection.register("keys", _keys_table([*keys, *besides]))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE filed AS {FILED_SQL}")
        found = find(connection, apart, current_plan(matter).survivor)
        connection.unregister("read")
        connection.unregister("keys")
    return found


def _keys_table(keys: Sequence[Key]) -> pa.Table:
    return pa.table(
        {
            "claim": pa.array([claim for claim, _, _ in keys], pa.int64()),
            "kind": pa.array([kind for _, kind, _ in keys], pa.string()),
            "value": pa.array([value for _, _, value in keys], pa.string()),
        }
    )


def _batches(numbers: Iterable[Any]) -> Iterator[list[Any]]:
    """In parts that a database takes in one query, in a fixed order."""
    return chunked(sorted(numbers), _AT_ONCE)
