"""Plans as a tired hand may leave them: a plan, or one line that leads to the fault; no more."""

import os
import random
import re
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from claims.calculator import calculate, facts_schema
from claims.money import CannotCalculate
from claims.plans import Plan, PlanError, library_path, library_slugs, load, parse
from tests.claims.plans.mutants import broken, plausible, tree_of, written

# CLASSFUND_MUTANTS=10000 tries so many of each sort; the normal run has to be quick.
_MANY = int(os.environ.get("CLASSFUND_MUTANTS", "0"))
_BROKEN = _MANY or 100
_PLAUSIBLE = _MANY or 60
_CALCULATED = _MANY // 10 or 10
_SIZES = (0, 5)

_LINE = re.compile(r"plan\.yaml line (\d+): \S")
_BYTES = (b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xc3\x28", b"\r", b"\xe2\x80\xa8", b"\xed\xa0\x80")


def outcome_of(text: str) -> Plan | None:
    """The plan, or None for a text that is refused in one line that names a line of it."""
    try:
        plan = parse(text, "plan.yaml")
    except PlanError as error:
        _check_told(str(error), text)
        return None
    assert len(plan.sha256) == 64
    return plan


def _check_told(told: str, text: str) -> None:
    assert told.startswith("plan.yaml")
    assert told.splitlines() == [told]
    assert len(told) < 2000
    if found := _LINE.match(told):
        assert 1 <= int(found[1]) <= len(text.split("\n"))


def test_changed_plans_are_plans_or_are_refused_in_one_line_that_leads_to_the_fault():
    outcomes = [_outcome_of_seed(seed, broken(seed)[1]) for seed in range(_BROKEN)]
    assert any(outcomes)
    assert not all(outcomes)


def test_plausible_changes_give_plans_or_are_refused_in_one_line():
    outcomes = [_outcome_of_seed(seed, plausible(seed)[1]) for seed in range(_PLAUSIBLE)]
    assert sum(outcome is not None for outcome in outcomes) >= _PLAUSIBLE // 10


def _outcome_of_seed(seed: int, text: str) -> Plan | None:
    try:
        return outcome_of(text)
    except Exception as error:
        raise AssertionError(f"seed {seed}: {error!r}") from error


def test_bytes_changed_at_random_are_a_plan_or_one_line(tmp_path: Path):
    path = tmp_path / "plan.yaml"
    for seed in range(_MANY or 40):
        chance = random.Random(seed)  # nosec B311
        raw = library_path(chance.choice(library_slugs())).read_bytes()
        at = chance.randrange(len(raw))
        path.write_bytes(raw[:at] + chance.choice(_BYTES) + raw[at + chance.randrange(3) :])
        told = "plan.yaml"
        try:
            load(path)
        except PlanError as error:
            told = str(error)
        assert "plan.yaml" in told
        assert told.splitlines() == [told]


@pytest.mark.parametrize("slug", library_slugs())
def test_a_plan_written_in_another_layout_is_the_same_plan(slug: str):
    again = outcome_of(written(tree_of(slug)))
    assert again is not None
    assert again.sha256 == load(library_path(slug)).sha256


def test_changed_plans_that_load_calculate_or_say_in_a_sentence_why_they_cannot():
    calculated = 0
    for seed in range(_CALCULATED * 20):
        plan = _outcome_of_seed(seed, plausible(seed)[1])
        if plan is None:
            continue
        # Calculating is the slow part: the normal run takes the sizes in turn.
        for size in _SIZES if _MANY else (_SIZES[calculated % 2],):
            _calculates(seed, plan, size)
        calculated += 1
        if calculated == _CALCULATED:
            break
    assert calculated == _CALCULATED


def _calculates(seed: int, plan: Plan, size: int) -> None:
    connection = ibis.duckdb.connect(threads=1)
    facts = connection.create_table("facts", ibis.memtable(_facts(seed, plan, size)), temp=True)
    for number in range(1, len(plan.rounds) + 2):
        told = "."
        try:
            found = calculate(connection, facts, plan, number)
            assert len(found.table.to_pyarrow()) == size
        except CannotCalculate as error:
            told = str(error)
        except Exception as error:
            raise AssertionError(f"seed {seed}, {size} claims: {error!r}") from error
        assert told.splitlines() == [told]
        assert told.endswith(".")
    connection.disconnect()


_VALUES = {
    "string": ("on", "other", "", None),
    "int64": (0, 1, 3, 50_000, None),
    "boolean": (True, False, None),
    "date": (None,),
}


def _facts(seed: int, plan: Plan, size: int) -> pa.Table:
    chance = random.Random(seed)  # nosec B311
    schema = facts_schema(plan)
    rows = [
        {
            name: chance.choice(_VALUES[str(kind)])
            for name, kind in schema.items()
            if name not in ("claim", "standing")
        }
        | {"claim": f"c{i}", "standing": chance.choice((None, "approved", "pending", "appealed"))}
        for i in range(size)
    ]
    return pa.Table.from_pylist(rows, schema=schema.to_pyarrow())
