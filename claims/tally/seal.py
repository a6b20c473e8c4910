"""Seal: the head and length of every chain, one hash over them, and the matter's own event."""

from datetime import datetime

import pyarrow.parquet as pq

from claims.audit import SYSTEM
from claims.audit.chain import record_for_matter
from claims.audit.sealed import published_sha256, seal_sha256
from claims.models import EventKind, SealedChain, Tally, TallyStage
from claims.tally import snapshot
from claims.tally.files import keep_json, kept, kept_json
from claims.tally.publish import result_sha256
from claims.tally.result import StageResult

NAME = "seal"


def prepare(tally: Tally) -> StageResult:
    """Leave the two hashes that the matter's chain will hold."""
    rows = _chains(tally)
    seal = {
        "seal_sha256": seal_sha256(rows),
        "result_sha256": result_sha256(tally),
        "snapshot_sha256": TallyStage.objects.get(tally=tally, name=snapshot.NAME).sha256,
        "plan_sha256": tally.plan_version.sha256,
        "records_sha256": tally.production.sha256 if tally.production else "",
    }
    return StageResult(len(rows), keep_json(tally, NAME, seal))


def apply(tally: Tally, at: datetime) -> None:
    """Keep the heads of all chains, show the tally to readers, and say so in the trail."""
    rows, seal = _chains(tally), kept_json(tally, NAME)
    SealedChain.objects.bulk_create(
        [
            SealedChain(tally=tally, reference=reference, length=length, head_sha256=head)
            for reference, length, head in rows
        ],
        batch_size=1000,
    )
    tally.state = Tally.State.SEALED
    tally.sealed_at = at
    tally.seal_sha256 = seal["seal_sha256"]
    tally.result_sha256 = seal["result_sha256"]
    tally.save(update_fields=["state", "sealed_at", "seal_sha256", "result_sha256"])
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
            "published_sha256": published_sha256(tally),
        },
    )


def _chains(tally: Tally) -> list[tuple[str, int, str]]:
    """(reference, length, head) of every chain as the snapshot froze it, sorted by reference."""
    table = pq.read_table(
        kept(tally, snapshot.NAME, "parquet"), columns=["reference", "chain_length", "chain_head"]
    )
    return sorted(
        (row["reference"], row["chain_length"], row["chain_head"]) for row in table.to_pylist()
    )
