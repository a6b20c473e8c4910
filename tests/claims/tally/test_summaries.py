"""Texts of the defendant's records as a tally groups by them."""

import ibis
import pyarrow as pa
import pytest

from claims.tally.summaries import _one_line_text
from claims.texts import one_line
from tests.hostile.texts import TEXTS


@pytest.mark.parametrize("text", [*TEXTS.values(), "CA", "", "New  York "])
def test_the_engine_reads_a_text_as_everything_else_does(text: str):
    table = ibis.memtable(pa.table({"state": pa.array([text], pa.string())}))

    found = table.select(state=_one_line_text(table["state"])).to_pyarrow()

    assert found["state"].to_pylist() == [one_line(text)]
