"""The determinations and awards as rows of the database, in one transaction."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq

from claims.audit.chain import sha256_of
from claims.docket.opening import plan_of
from claims.models import Award, Determination, Tally
from claims.plans import Plan
from claims.tally import allocate, assess
from claims.tally.engine import connect
from claims.tally.files import keep, kept
from claims.tally.result import StageResult

NAME = "publish"
_BATCH = 1000


def prepare(tally: Tally) -> StageResult:
    """Leave the rows as they will be published, and their hash."""
    plan = plan_of(tally.plan_version)
    connection = connect()
    table = connection.read_parquet(str(kept(tally, assess.NAME, "parquet")))
    table = allocate.with_groups(table, plan)
    named = table.select("claim_id", payable_sort_ref=table["sort_ref"])
    table = table.left_join(named, table["payable_claim_id"] == named["claim_id"]).drop(
        "claim_id_right"
    )
    columns = [
        *("claim_id", "sort_ref", "outcome", "verdict", "payable_claim_id", "payable_sort_ref"),
        *("account_id", "state", "products", "competing", "timely", "signed", "not_excluded"),
        *("not_withdrawn", *(f"criterion_{criterion.key}" for criterion in plan.criteria)),
        *(f"award_{theory.key}" for theory in plan.heads_of_award),
    ]
    arrow = table.select(*columns).order_by("sort_ref", "claim_id").to_pyarrow()
    sha256 = keep(
        tally, NAME, "parquet", lambda path: pq.write_table(arrow, path, compression="zstd")
    )
    return StageResult(int(arrow.num_rows), sha256)


def apply(tally: Tally, at: datetime) -> None:
    """Insert every row, or none: readers see the last sealed tally until this one is sealed."""
    plan = plan_of(tally.plan_version)
    for rows in _batches(tally):
        determinations = Determination.objects.bulk_create(
            [_determination(tally, plan, row) for row in rows], batch_size=_BATCH
        )
        Award.objects.bulk_create(
            [
                Award(determination=determination, theory=theory.key, cents=cents)
                for determination, row in zip(determinations, rows, strict=True)
                for theory in plan.heads_of_award
                if (cents := int(row[f"award_{theory.key}"])) > 0
            ],
            batch_size=_BATCH,
        )


def result_sha256(tally: Tally) -> str:
    """One hash over what was determined, by the claims' sort references and in their order.

    No key of this database is in it: the same claims, records and plan give the same hash
    elsewhere, when claims carry references of their own.
    """
    own_keys = {"claim_id", "payable_claim_id"}
    lines = [
        sha256_of({name: value for name, value in row.items() if name not in own_keys})
        for rows in _batches(tally)
        for row in rows
    ]
    return sha256_of(lines)


def _batches(tally: Tally) -> Iterator[list[dict[str, Any]]]:
    with pq.ParquetFile(kept(tally, NAME, "parquet")) as file:
        for batch in file.iter_batches(batch_size=_BATCH):
            yield batch.to_pylist()


def _determination(tally: Tally, plan: Plan, row: dict[str, Any]) -> Determination:
    return Determination(
        tally=tally,
        claim_id=row["claim_id"],
        outcome=row["outcome"],
        verdict=row["verdict"],
        payable_claim_id=row["payable_claim_id"],
        account_id=row["account_id"] or "",
        state=row["state"],
        products=row["products"],
        reasons=_reasons(plan, row),
    )


def _reasons(plan: Plan, row: dict[str, Any]) -> list[str]:
    parts = ("timely", "signed", "not_excluded", "not_withdrawn")
    reasons = [f"{part}.unmet" for part in parts if not row[part]]
    reasons += [
        f"{criterion.key}.{row[f'criterion_{criterion.key}']}" for criterion in plan.criteria
    ]
    return [*reasons, "competing.unknown"] if row["competing"] else reasons
