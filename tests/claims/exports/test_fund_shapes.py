"""Pools of every shape come out of every format as they are."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims import exports
from claims.models import Tally
from tests.claims.exports.test_funds import FORMATS, read
from tests.claims.tally.funds import SHAPES, approve, open_matter_of_every_shape
from tests.claims.tally.populations import populate
from tests.factories import NOW, OPERATOR, check, run_tally

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("db", "data_dir")]


def test_pools_of_every_shape_are_the_same_in_every_format(tmp_path: Path):
    matter = open_matter_of_every_shape()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    tally = run_tally(matter)
    assert tally.state == Tally.State.SEALED, tally.problem

    by_format = {name: read(tally, tmp_path / name, "totals", name) for name in FORMATS}

    assert by_format["csv"] == by_format["xlsx"] == by_format["parquet"]
    pools = {row["key"]: row for row in by_format["csv"] if row["part"] == "pool"}
    values = {key: pools[key]["share_value_cents"] for key in SHAPES}
    assert any(value and not value.endswith("/1") for value in values.values()), values
    exports.export_tally(tally, "bundle", tmp_path / "bundle", actor=OPERATOR, at=NOW)
    schema = pq.read_schema(tmp_path / "parquet" / "totals.parquet")
    whole = {name for name in schema.names if pa.types.is_integer(schema.field(name).type)}
    cents = {name for name in schema.names if name.endswith("_cents")} - {"share_value_cents"}
    assert whole == {"claims", "eligible", *cents}
