"""The records in the court's copy of a bundle, and which account each claim is for."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from claims.models import Tally
from claims.records.lookup import check_hashes, production_folder
from claims.tally import snapshot_stage
from claims.tally.stage_files import stage_file

CLAIMS_FILE = "claims.parquet"


def write_records(tally: Tally, folder: Path) -> None:
    """Copy the production of the tally into the folder, and write claims.parquet beside it.

    claims.parquet has one row a claim in order: claim, account_id (null if none). Names stay out.
    Raises ProductionAltered if the records are no longer what was imported.
    """
    folder.mkdir()
    production = tally.production
    if production is not None:
        check_hashes(production)
        for name in production.hashes:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(production_folder(production) / name, folder / name)
    frozen = pq.read_table(
        stage_file(tally, snapshot_stage.NAME, "parquet"), columns=["claim", "account_id"]
    )
    write_claims(frozen, folder / CLAIMS_FILE)


def write_claims(claims: pa.Table, path: Path) -> None:
    """Write claims.parquet from a table with claim and account_id."""
    pq.write_table(claims.select(["claim", "account_id"]).sort_by("claim"), path)
