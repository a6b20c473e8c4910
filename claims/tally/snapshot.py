"""Freeze every claim as the calculator's input, with the head of its chain."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from claims.assessment.inputs import SCHEMA, claim_row, with_opt_out
from claims.models import Claim, Tally
from claims.records.lookup import check_hashes
from claims.tally.files import keep
from claims.tally.result import StageResult

NAME = "snapshot"
COLUMNS = pa.schema(
    [
        *SCHEMA,
        ("reference", pa.string()),
        ("chain_length", pa.int64()),
        ("chain_head", pa.string()),
        ("claimed_state", pa.string()),
    ]
)
_BATCH = 5000


def prepare(tally: Tally) -> StageResult:
    """One query, so that all rows are of one moment. Raises ProductionAltered when the records are
    no longer what was imported."""
    if tally.production is not None:
        check_hashes(tally.production)
    rows = 0

    def write(path: Path) -> None:
        nonlocal rows
        with pq.ParquetWriter(path, COLUMNS, compression="zstd") as writer:
            for batch in _batches(tally):
                writer.write_batch(batch)
                rows += batch.num_rows

    sha256 = keep(tally, NAME, "parquet", write)
    return StageResult(rows, sha256)


def _batches(tally: Tally) -> Iterator[pa.RecordBatch]:
    claims = with_opt_out(Claim.objects.of(tally.matter)).select_related("account")
    rows = (
        claim_row(claim, opted_out=claim.opted_out)  # type: ignore[attr-defined]
        | {
            "reference": claim.reference,
            "chain_length": claim.chain_length,
            "chain_head": claim.chain_head,
            "claimed_state": claim.state,
        }
        for claim in claims.order_by("id").iterator(chunk_size=_BATCH)
    )
    while batch := list(islice(rows, _BATCH)):
        yield pa.RecordBatch.from_pylist(batch, schema=COLUMNS)
