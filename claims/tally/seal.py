"""Seal: the head and length of every chain, one hash over them, and the matter's own event."""

from collections.abc import Iterator
from datetime import datetime

import duckdb
from ibis.backends.duckdb import Backend

from claims.audit import SYSTEM
from claims.audit.chain import record_for_matter
from claims.audit.sealed import SEPARATOR, Published, seal_sha256
from claims.models import EventKind, Tally, TallyStage
from claims.tally import allocate, duplicates, publish, snapshot
from claims.tally.canonical import READINGS, keep_canonical, root_of, totals_of
from claims.tally.engine import local_engine, version
from claims.tally.files import keep_json, kept, kept_json, kept_parts
from claims.tally.result import StageResult

NAME = "seal"
_BATCH = 50_000
_TABLES = ("counts", "totals_cents", "summary", "fund")
"""What readers see of a tally besides its rows."""
_LINES = f"""
    SELECT concat_ws(chr({ord(SEPARATOR)}), one.reference, one.outcome, one.verdict,
        COALESCE(payable.reference, ''), one.account_id, one.state, one.products, one.reasons,
        one.awards_cents, one.payment_cents, one.kept_cents, one.withheld_cents)
    FROM published AS one LEFT JOIN published AS payable
        ON payable.claim_id = one.payable_claim_id
    ORDER BY one.claim_id
"""  # noqa: S608  # nosec B608
_CHAINS = """
    SELECT concat_ws(' ', reference, chain_length, chain_head) FROM published ORDER BY reference
"""


def prepare(tally: Tally, part: int) -> StageResult:
    """Leave the canonical tables, the root over them, and what the matter's chain will hold."""
    found = kept_json(tally, allocate.NAME)
    with local_engine(tally) as connection:
        hashes = _canonical(tally, connection)
        connection.read_parquet(
            [str(path) for path in kept_parts(tally, publish.NAME)], table_name="published"
        )
        published = Published(*(found[name] for name in _TABLES))
        rows = 0
        for batch in _batches(connection.con, _LINES):
            rows += len(batch)
            published.add(batch)
        chains = _batches(connection.con, _CHAINS)
        seal_hash = seal_sha256(line for batch in chains for line in batch)
    plan_sha256 = tally.plan_version.sha256
    root = root_of(
        plan_sha256,
        hashes["facts"],
        hashes["determinations"],
        totals_of(found),
        hashes.get(READINGS, ""),
    )
    seal = {
        "root_sha256": root,
        "seal_sha256": seal_hash,
        "published_sha256": published.sha256,
        "canonical": hashes,
        "snapshot_sha256": TallyStage.objects.get(tally=tally, name=snapshot.NAME).sha256,
        "plan_sha256": plan_sha256,
        "records_sha256": tally.production.sha256 if tally.production else "",
        "engine": version(),
    }
    return StageResult(rows, keep_json(tally, NAME, seal))


def apply(tally: Tally, at: datetime, part: int) -> None:
    """Show the tally to readers, and say so in the trail."""
    seal = kept_json(tally, NAME)
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


def _canonical(tally: Tally, connection: Backend) -> dict[str, str]:
    claims = connection.read_parquet(str(kept(tally, snapshot.NAME, "parquet")))
    determinations = duplicates.determinations(tally, connection)
    determinations = allocate.settled(tally, connection, determinations)
    return keep_canonical(tally, connection, claims, determinations)


def _batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[str]]:
    for batch in connection.execute(query).to_arrow_reader(_BATCH):
        yield batch.column(0).to_pylist()
