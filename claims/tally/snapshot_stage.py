"""Freeze every claim as the calculator's input, with the head of its chain.

One query, so that all rows are of one moment; what a claim is numbered and which part of the tally
it belongs to follow from all of them together, in the engine.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from string import Template

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from ibis.backends.duckdb import Backend

from claims.casework.assessment.claim_rows import READ, ROWS_SQL, TYPED, opt_out_condition
from claims.matching.keys import name_key
from claims.models import Claim, Status, Tally
from claims.models.claim import ClaimQuerySet
from claims.models.rows_out import ARROW_TYPES, QueryColumn, load_rows
from claims.plans.precedence import order_sql
from claims.records.lookup import check_hashes
from claims.tally.engine import copy_parquet, local_engine
from claims.tally.result import StageResult
from claims.tally.stage_files import stage_file, store_rows
from claims.verdicts import CaseState

NAME = "snapshot"

_TYPED_COLUMNS = {**TYPED, "claimed_state": "state"}
"""What its author typed; not read of a claim that is put aside, as its data may be what fails."""
_ENGINE_TYPES = {type_: name for name, type_ in ARROW_TYPES.items()}
COLUMNS = (
    *(
        QueryColumn(field.name, _ENGINE_TYPES[field.type], field.name in _TYPED_COLUMNS)
        for field in READ
    ),
    QueryColumn("claimed_state", "VARCHAR", is_typed=True),
    QueryColumn("chain_length", "BIGINT"),
    QueryColumn("chain_head", "VARCHAR"),
)
"""What is read of a claim, with the engine's type of each."""

_NAME_KEYS = pa.schema([("name", pa.string()), ("key", pa.string())])
_APPROVED_STATUSES = (
    *(Status.APPROVED, Status.PARTIAL, Status.ALLOCATED, Status.PAYABLE, Status.PAYMENT_SENT),
    *(Status.PAID, Status.PAYMENT_FAILED, Status.REISSUE, Status.STALE),
)

_FREEZE_QUERY = Template(
    """
    CREATE TEMP TABLE frozen AS
    SELECT row_number() OVER (ORDER BY $order) AS claim, *
    FROM (
        SELECT $rows,
            CASE WHEN put_aside <> '' THEN '$is_pending'
                WHEN status IN ($approved) THEN '$is_approved'
                WHEN status = '$appealed' THEN '$is_appealed' ELSE '$is_pending' END AS standing,
            put_aside <> '' AS put_aside,
            reference, chain_length, chain_head, COALESCE(claimed_state, '') AS claimed_state
        FROM (
            SELECT read.*, given_names.key AS given_key, family_names.key AS family_key
            FROM read
            LEFT JOIN name_keys AS given_names ON given_names.name = given
            LEFT JOIN name_keys AS family_names ON family_names.name = family
        )
    )
    """
)
_BOUNDS_QUERY = """
    SELECT account_id FROM (
        SELECT account_id, row_number() OVER (ORDER BY account_id) AS place, count(*) OVER () AS n
        FROM frozen WHERE account_id IS NOT NULL
    ) WHERE place % greatest(n // ?, 1) = 0 ORDER BY account_id
"""
_PARTS_QUERY = """
    SELECT CAST(CASE WHEN account_id IS NULL THEN claim % {parts}
        ELSE len(list_filter(bounds, lambda bound: bound < account_id)) END AS SMALLINT) AS part,
        frozen.*
    FROM frozen, (SELECT COALESCE(list(DISTINCT account_id), []) AS bounds FROM part_bounds)
    ORDER BY part, claim
"""


def prepare(tally: Tally, part: int) -> StageResult:
    """Freeze the claims. Raises ProductionAltered when the records are no longer what was imported.

    Columns: part, claim (1 for the claim filed first), the calculator's input columns, standing,
    put_aside, reference, chain_length, chain_head, claimed_state.
    """
    if tally.production is not None:
        check_hashes(tally.production)

    def write(path: Path) -> int:
        with local_engine(tally) as connection:
            _freeze(connection, _claims(tally))
            return copy_parquet(connection, _parts_query(connection), path)

    return store_rows(tally, NAME, write)


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Remember into how many parts the claims fell."""
    statistics = pq.read_metadata(stage_file(tally, NAME, "parquet"))
    # Sorted by part, so that the last row group has the last one.
    last = statistics.num_row_groups - 1
    empty = statistics.num_rows == 0
    tally.parts = 1 if empty else statistics.row_group(last).column(0).statistics.max + 1
    tally.save(update_fields=["parts"])


def attempt(tally: Tally, part: int, claims: Sequence[int]) -> None:
    """Freeze those of the claims from the first to the last primary key, for nobody to read."""
    with local_engine(tally) as connection:
        _freeze(connection, _claims(tally).filter(pk__range=(claims[0], claims[-1])))


def _claims(tally: Tally) -> ClaimQuerySet:
    claims = Claim.objects.of(tally.matter).annotate(opted_out=opt_out_condition(tally.matter))
    text = TextField()
    typed = {
        name: Case(
            When(put_aside="", then=Coalesce(Cast(column, text), Value(""))),
            default=Value(""),
            output_field=text,
        )
        for name, column in _TYPED_COLUMNS.items()
    }
    return claims.annotate(**typed)


def _freeze(connection: Backend, claims: ClaimQuerySet) -> None:
    run = connection.con.execute
    load_rows(connection.con, "read", claims, COLUMNS)
    _put_name_keys(connection.con)
    approved = ", ".join(f"'{status.value}'" for status in _APPROVED_STATUSES)
    run(
        _FREEZE_QUERY.substitute(
            approved=approved,
            appealed=Status.APPEALED.value,
            **{f"is_{standing.value}": standing.value for standing in CaseState},
            rows=ROWS_SQL,
            order=order_sql("earliest"),
        )
    )


def _put_name_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `name_keys` of the names in `read`, each once: how they are compared."""
    names = connection.execute("SELECT given FROM read UNION SELECT family FROM read")
    texts = [name for name in names.to_arrow_table().column(0).to_pylist() if name]
    keys = pa.table({"name": texts, "key": [name_key(name) for name in texts]})
    connection.register("name_keys", keys.cast(_NAME_KEYS))


def _parts_query(connection: Backend) -> str:
    """The query that puts each claim into a part: all claims of an account into the same one."""
    run = connection.con.execute
    (claims,) = run("SELECT count(*) FROM frozen").fetchone() or (0,)
    parts = max(1, -(-claims // settings.TALLY_PART_CLAIMS))
    run("CREATE TEMP TABLE part_bounds (account_id VARCHAR)")
    if parts > 1:
        run(f"INSERT INTO part_bounds {_BOUNDS_QUERY} LIMIT {parts - 1}", [parts])  # nosec B608
    return _PARTS_QUERY.format(parts=parts)
