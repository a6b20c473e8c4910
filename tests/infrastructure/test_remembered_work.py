"""What the tests remember instead of doing it again is what doing it again comes to."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest
from django.db.models import QuerySet

from claims.audit.trail_check import check_trail as check_audit
from claims.models import Account, AccountKey, Matter, OutboxEntry, Production
from claims.records.production_import import import_production
from tests.claims.records.production_files import account, message, subscription, write_kind
from tests.factories import OPENED, OPERATOR, open_matter
from tests.infrastructure import compiled_sql, known_productions


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Accounts, one of them with an e-mail address that is none, and a row each of the rest."""
    rows = {
        "accounts": [account(), account(account_id="A2", email="nobody", profile_url="")],
        "subscriptions": [subscription()],
        "messages": [message()],
    }
    return {kind: write_kind(tmp_path, kind, of_kind) for kind, of_kind in rows.items()}


@pytest.mark.django_db
def test_a_known_import_leaves_what_the_product_s_own_leaves(
    files: dict[str, Path], data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    own, first, known = (open_matter(slug) for slug in ("own", "first", "known"))
    import_production(own, files, at=OPENED, actor=OPERATOR)
    known_productions.import_known(first, files, at=OPENED, actor=OPERATOR)
    # From here on nothing can be judged.
    monkeypatch.setattr("claims.records.row_checks.duckdb.connect", None)

    known_productions.import_known(known, files, at=OPENED, actor=OPERATOR)

    assert left_by(known, data_dir) == left_by(own, data_dir)
    assert check_audit([known]).ok


def left_by(matter: Matter, data_dir: Path) -> list[object]:
    """The files and rows of a matter's import, without what says whose they are."""
    folder = data_dir / "matters" / matter.slug
    files = {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    }
    keys = AccountKey.objects.filter(matter=matter).order_by("pk")
    return [
        files,
        _rows(Production.objects.filter(matter=matter), "id", "matter_id", "folder"),
        _rows(Account.objects.of(matter), "id", "matter_id"),
        list(keys.values_list("account__account_id", "kind", "value")),
        [(event.kind, event.data) for event in matter.events.order_by("sequence")][1:],
        OutboxEntry.objects.filter(matter=matter).count(),
    ]


def _rows(rows: QuerySet[Any], *but: str) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if k not in but} for row in rows.order_by("pk").values()]


@pytest.mark.django_db
def test_other_files_are_judged_anew(files: dict[str, Path], data_dir: Path, tmp_path: Path):
    known_productions.import_known(open_matter("first"), files, at=OPENED, actor=OPERATOR)
    write_kind(tmp_path, "accounts", [account(account_id="A3", profile_url="", email="")])

    matter = open_matter("second")
    production = known_productions.import_known(matter, files, at=OPENED, actor=OPERATOR)

    assert production.counts["accounts"] == 1
    assert production.counts["refused"] == 2, "the subscription and the message of A1"


@pytest.mark.django_db
def test_a_second_production_of_a_matter_is_judged_beside_the_first(
    files: dict[str, Path], data_dir: Path
):
    matter = open_matter()
    first = known_productions.import_known(matter, files, at=OPENED, actor=OPERATOR)

    later = OPENED + timedelta(days=1)
    second = known_productions.import_known(matter, files, at=later, actor=OPERATOR)

    assert second == first, "every row counts as repeated"


def test_an_expression_has_the_text_that_ibis_gives_it_anew():
    def text() -> str:
        table = ibis.table({"a": "int64", "b": "string"}, name="t")
        some = table.filter(table["a"] > 1).mutate(c=table["b"].upper()).order_by("a")
        return str(ibis.to_sql(some, dialect="duckdb"))

    first, again = text(), text()
    compiled_sql._answers.clear()

    assert first == again == text()


def test_statements_of_two_connections_read_each_its_own_table(tmp_path: Path):
    answers = []
    for number in (1, 2):
        connection = ibis.duckdb.connect()
        path = tmp_path / f"{number}.parquet"
        connection.con.execute(f"COPY (SELECT {number} AS a) TO '{path}' (FORMAT parquet)")
        answers.append(connection.read_parquet(str(path)).to_pyarrow().to_pylist())
        connection.disconnect()

    assert answers == [[{"a": 1}], [{"a": 2}]]
