"""Seal: the head and length of every chain, one hash over them, and the matter's own event."""

from collections.abc import Iterator
from datetime import datetime

import duckdb
from ibis.backends.duckdb import Backend

from claims.audit import SYSTEM
from claims.audit.chain import record_for_matter
from claims.audit.seals import SEPARATOR, PublishedHash, seal_sha256
from claims.models import EventKind, Tally, TallyStage
from claims.tally import allocation_stage, duplicates_stage, publication_stage, snapshot_stage
from claims.tally.canonical_tables import READINGS, root_of, root_totals, store_canonical
from claims.tally.engine import engine_version, local_engine
from claims.tally.result import StageResult
from claims.tally.stage_files import part_files, stage_file, stage_json, store_json

NAME = "seal"
_LINES_PER_BATCH = 50_000
_READER_TABLES = ("counts", "totals_cents", "summary", "fund")
"""What readers see of a tally besides its rows."""
_ROW_LINES = f"""
    SELECT concat_ws(chr({ord(SEPARATOR)}), one.reference, one.outcome, one.verdict,
        COALESCE(payable.reference, ''), one.account_id, one.state, one.products, one.reasons,
        one.awards_cents, one.payment_cents, one.kept_cents, one.withheld_cents)
    FROM published AS one LEFT JOIN published AS payable
        ON payable.claim_id = one.payable_claim_id
    ORDER BY one.claim_id
"""  # noqa: S608  # nosec B608
_CHAIN_LINES = """
    SELECT concat_ws(' ', reference, chain_length, chain_head) FROM published ORDER BY reference
"""


def prepare(tally: Tally, part: int) -> StageResult:
    """Leave the canonical tables, the root over them, and what the matter's chain will hold."""
    found = stage_json(tally, allocation_stage.NAME)
    with local_engine(tally) as connection:
        hashes = _store_canonical(tally, connection)
        connection.read_parquet(
            [str(path) for path in part_files(tally, publication_stage.NAME)],
            table_name="published",
        )
        published = PublishedHash(*(found[name] for name in _READER_TABLES))
        rows = 0
        for batch in _line_batches(connection.con, _ROW_LINES):
            rows += len(batch)
            published.add(batch)
        chains = _line_batches(connection.con, _CHAIN_LINES)
        seal_hash = seal_sha256(line for batch in chains for line in batch)
    plan_sha256 = tally.plan_version.sha256
    root = root_of(
        plan_sha256,
        hashes["facts"],
        hashes["determinations"],
        root_totals(found),
        hashes.get(READINGS, ""),
    )
    seal = {
        "root_sha256": root,
        "seal_sha256": seal_hash,
        "published_sha256": published.sha256,
        "canonical": hashes,
        "snapshot_sha256": TallyStage.objects.get(tally=tally, name=snapshot_stage.NAME).sha256,
        "plan_sha256": plan_sha256,
        "records_sha256": tally.production.sha256 if tally.production else "",
        "engine": engine_version(),
    }
    return StageResult(rows, store_json(tally, NAME, seal))


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Show the tally to readers, and say so in the trail."""
    seal = stage_json(tally, NAME)
    tally.state = Tally.State.SEALED
    tally.sealed_at = at
    tally.problem = ""
    for name in ("seal_sha256", "root_sha256", "engine"):
        setattr(tally, name, seal[name])
    tally.save(
        update_fields=["state", "sealed_at", "problem", "seal_sha256", "root_sha256", "engine"]
    )
    record_for_matter(
        tally.matter,
        EventKind.TALLY_SEALED,
        SYSTEM,
        at,
        {
            "tally": tally.number,
            **seal,
            "counts": tally.counts,
            "totals_cents": tally.totals_cents,
        },
    )


def _store_canonical(tally: Tally, connection: Backend) -> dict[str, str]:
    claims = connection.read_parquet(str(stage_file(tally, snapshot_stage.NAME, "parquet")))
    determinations = duplicates_stage.determinations(tally, connection)
    determinations = allocation_stage.with_fund_columns(tally, connection, determinations)
    return store_canonical(tally, connection, claims, determinations)


def _line_batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[str]]:
    for batch in connection.execute(query).to_arrow_reader(_LINES_PER_BATCH):
        yield batch.column(0).to_pylist()
