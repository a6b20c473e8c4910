"""The whole tally, from claims in PostgreSQL to a seal there: seconds and rows of every stage.

`python -m bench.tally.whole --accounts N` starts a PostgreSQL of its own, fills it with the
synthetic matter, runs the stages one after the other in this process and checks the trail.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb

from bench.tally.plan import plan_text
from bench.tally.synthetic_matter import SyntheticMatter
from tools.postgres import temporary_postgres

SLUG = "linkedin-inmail"
_KINDS = ("accounts", "subscriptions", "messages")


def main(arguments: list[str]) -> int:
    """Print one line a stage."""
    parser = argparse.ArgumentParser(prog="bench.tally.whole")
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--part-claims", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument(
        "--bundle", action="store_true", help="with a fund; export the bundle and verify it too"
    )
    asked = parser.parse_args(arguments)
    with (
        TemporaryDirectory(prefix="classfund-whole-", dir=asked.folder) as name,
        temporary_postgres() as url,
    ):
        folder = Path(name)
        os.environ |= {
            "DATABASE_URL": url,
            "DATA_DIR": str(folder / "data"),
            "REDIS_URL": "",
            "TALLY_PART_CLAIMS": str(asked.part_claims),
            "DJANGO_SETTINGS_MODULE": "portal.settings.local",
        }
        matter = SyntheticMatter(folder / "matter", asked.accounts)
        matter.write()
        _measure_tally(matter, asked.bundle)
    return 0


def _measure_tally(made: SyntheticMatter, bundle: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    opened = made.folder / "plan.yaml"
    opened.write_text(plan_text(with_fund=bundle), encoding="utf-8")
    call_command("open_matter", str(opened), verbosity=0)
    _write_production(made)
    print(f"{made.claims:,} claims, {made.accounts:,} accounts", file=sys.stderr)
    lines = _run_tally()
    if bundle:
        lines += _measure_bundle(made.folder / "bundle")
    print(json.dumps(lines, indent=1))


def _write_production(made: SyntheticMatter) -> None:
    """The matter's production, in place and hashed, and its claims as rows."""
    from django.conf import settings

    from claims.files.hashes import sha256_of_file
    from claims.models import Matter, Production
    from claims.records.lookup import sha256_of_hashes
    from claims.records.partitions import Partition, write_index

    matter = Matter.objects.get(slug=SLUG)
    relative = f"matters/{SLUG}/productions/1"
    folder = Path(settings.DATA_DIR) / relative
    folder.mkdir(parents=True)
    engine = duckdb.connect()
    index: dict[str, list[Partition]] = {}
    for kind in _KINDS:
        index[kind] = []
        for place, path in enumerate(made.paths(kind)):
            name = f"{kind}-{place + 1:05}.parquet"
            Path(path).rename(folder / name)
            row = engine.execute(
                "SELECT count(*), min(account_id), max(account_id) FROM read_parquet(?)",
                [str(folder / name)],
            ).fetchone()
            index[kind].append(Partition(name, *(row or (0, "", ""))))
    engine.execute(
        f"COPY (FROM read_parquet({made.paths('refused')!r})) "  # nosec B608
        f"TO '{folder / 'refused.parquet'}' (FORMAT parquet)"
    )
    write_index(folder, index)
    hashes = {path.name: sha256_of_file(path) for path in sorted(folder.iterdir())}
    Production.objects.create(
        matter=matter,
        number=1,
        received_at=datetime.now(UTC),
        folder=relative,
        hashes=hashes,
        sha256=sha256_of_hashes(hashes),
    )
    _file_claims(engine, made, matter.pk)


def _file_claims(engine: duckdb.DuckDBPyConnection, made: SyntheticMatter, matter: int) -> None:
    """Accounts that are claimed, and the claims, by COPY."""
    engine.execute(
        "CREATE TABLE named AS SELECT row_number() OVER (ORDER BY account_id) AS id, account_id "
        "FROM (SELECT DISTINCT account_id FROM read_parquet(?) WHERE account_id IS NOT NULL)",
        [str(made.claims_path)],
    )
    texts = "'' AS " + ", '' AS ".join(
        (
            *("phone", "notice_id", "street", "city", "state", "postal_code", "country", "outcome"),
            *("matched_by", "verdict", "decided_reason", "email", "profile_url", "email_key"),
            "birth_date",
        )
    )
    _copy(
        engine,
        "claims_account",
        f"SELECT id, {matter} AS matter_id, account_id, DATE '2015-01-01' AS created_on, "  # noqa: S608  # nosec B608
        "'' AS profile_url, '' AS email, '' AS other_emails, '' AS first_name, '' AS last_name, "
        "'' AS street, '' AS city, '' AS state, '' AS postal_code, '' AS country, "
        "'' AS ai_training_setting FROM named",
    )
    _copy(
        engine,
        "claims_claim",
        f"SELECT claim_id AS id, {matter} AS matter_id, 'C-' || claim_id AS reference, "  # noqa: S608  # nosec B608
        "sort_ref AS external_ref, 'bulk' AS channel, medium, filed_at, filed_at AS recorded_at, "
        "postmarked_on, given_name AS first_name, family_name AS last_name, signed, "
        "'{}' AS declaration, 'en' AS language, '' AS submission_sha256, 'SUBMITTED' AS status, "
        "late_accepted, CASE WHEN withdrawn THEN filed_at END AS withdrawn_at, "
        "CASE WHEN named.id IS NULL THEN 'none' ELSE 'one' END AS match_outcome, "
        "'{}' AS match_evidence, named.id AS account_id, false AS competing, "
        "COALESCE(NULLIF(decision, 'undetermined'), '') AS decided_verdict, 1 AS chain_length, "
        f"sha256(claim_id::VARCHAR) AS chain_head, {texts} "
        f"FROM read_parquet('{made.claims_path}') AS c "
        "LEFT JOIN named ON named.account_id = c.account_id",
    )


def _copy(engine: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    from django.conf import settings
    from django.db import connection

    columns = [column[0] for column in engine.execute(f"DESCRIBE {query}").fetchall()]
    path = Path(settings.DATA_DIR) / "rows.csv"
    engine.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER false, NULLSTR '\\N')")
    listed = ", ".join(f'"{name}"' for name in columns)
    statement = f"COPY {table} ({listed}) FROM STDIN (FORMAT csv, NULL '\\N')"
    with (
        path.open("rb") as rows,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement) as copy,
    ):
        while block := rows.read(1 << 20):
            copy.write(block)
    path.unlink()
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _run_tally() -> list[dict[str, Any]]:
    from claims import tally as tallying
    from claims.audit import Actor
    from claims.models import Matter, Tally, TallyStage

    now = datetime.now(UTC)
    matter = Matter.objects.get(slug=SLUG)
    tally = tallying.start(matter, actor=Actor("operator"), at=now)
    lines: list[dict[str, Any]] = []
    while tally.state == Tally.State.RUNNING:
        begun = perf_counter()
        name = tallying.run_next_stage(tally, now)
        seconds = perf_counter() - begun
        tally.refresh_from_db()
        if name is None:
            break
        stage = TallyStage.objects.filter(tally=tally, name=name).order_by("part").last()
        rows = stage.rows if stage else 0
        lines.append({"stage": name, "rows": rows, "seconds": round(seconds, 2)})
        print(f"{name:12} {rows:>12,} rows {seconds:8.2f} s", file=sys.stderr, flush=True)
    if tally.state != Tally.State.SEALED:
        raise SystemExit(tally.problem)
    lines.append({"root": tally.root_sha256, "counts": tally.counts})
    return lines


def _measure_bundle(folder: Path) -> list[dict[str, Any]]:
    """Hand the tally out and recompute it with the second implementation, in a process of its own,
    whose peak of memory is told."""
    from django.core.management import call_command

    begun = perf_counter()
    call_command("export_tally", "1", "--format", "bundle", "--out", str(folder), verbosity=0)
    written = perf_counter() - begun
    size = sum(path.stat().st_size for path in folder.iterdir())
    begun = perf_counter()
    command = [sys.executable, "-m", "claims.verification", str(folder)]
    process = subprocess.Popen(command, stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("The bundle does not verify.")
    verified = perf_counter() - begun
    return [
        {"stage": "export bundle", "bytes": size, "seconds": round(written, 2)},
        {
            "stage": "verify",
            "peak_mebibytes": usage.ru_maxrss // 1024,
            "seconds": round(verified, 2),
        },
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
