"""Files of the law as a tired hand may leave them: one clear error or a regime, nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from claims.law import statutes
from claims.law.data_files import strict_yaml
from claims.law.statutes import NotInForce, Regime, StatuteError, parse_regime, regime_keys

_FOLDER = Path(statutes.__file__).parent / "data"
TEXTS = {key: (_FOLDER / f"{key}.yaml").read_text(encoding="utf-8") for key in regime_keys()}

junk = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "-",
                "- -",
                "key:",
                "  ",
                "\t",
                "{",
                "]",
                "&a",
                "*a",
                "!!python/object:os",
                "<<: 1",
            ),
            *("1000.00", '"1e5"', '"٣"', "nan", "0x10", "2024-13-01", "9999-12-31", "0001-01-01"),
            *("null", "true", "[]", "{}", '"\\x00"', "\ud800", "…", "provisions: []", '"1/0"'),
        ]
    ),
    st.text(max_size=12),
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.dates(),
        st.text(max_size=8),
        st.sampled_from(
            ["1.00", "0", "-5", "0.001", "3", "1/3", "1000000000000000000000", "person"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


def outcome_of(text: str) -> Regime | None:
    """The regime, used as a plan would use it, or None for a file refused in one clear line."""
    try:
        regime = parse_regime(text, "law.yaml")
    except StatuteError as error:
        told = str(error)
    else:
        _use(regime)
        return regime
    assert told.startswith("law.yaml")
    assert "\n" not in told
    return None


def _use(regime: Regime) -> None:
    for provision in regime.provisions:
        for day in (date.min, date(2020, 2, 29), date.max):
            try:
                lowest, highest = regime.provision(provision.key).range_on(day)
            except NotInForce:
                continue
            assert 0 <= lowest <= highest


@given(data=st.data(), key=st.sampled_from(sorted(TEXTS)))
def test_lines_changed_at_random_make_a_regime_or_one_clear_error(data: st.DataObject, key: str):
    lines = TEXTS[key].split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "indent", "replace", "append", "swap"])):
            case "drop":
                lines = [*lines[:at], *lines[at + 1 :]] or [""]
            case "twice":
                lines.insert(at, lines[at])
            case "indent":
                lines[at] = " " * data.draw(st.integers(0, 9)) + lines[at].lstrip()
            case "replace":
                lines[at] = lines[at].partition(":")[0] + ": " + data.draw(junk)
            case "append":
                lines[at] += data.draw(junk)
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]

    outcome_of("\n".join(lines))


@given(data=st.data(), key=st.sampled_from(sorted(TEXTS)))
def test_values_changed_at_random_make_a_regime_or_one_clear_error(data: st.DataObject, key: str):
    tree: Any = strict_yaml.read(TEXTS[key]).values
    for _ in range(data.draw(st.integers(1, 3))):
        holder, step = data.draw(st.sampled_from(_places(tree)))
        if data.draw(st.booleans()):
            holder[step] = data.draw(values)
        elif isinstance(holder, dict):
            holder[data.draw(st.text(max_size=6))] = holder.pop(step)
        else:
            holder.pop(step)
        if not _places(tree):
            break

    outcome_of(_written(tree))


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_file_cut_short_anywhere_makes_a_regime_or_one_clear_error(key: str):
    lines = TEXTS[key].split("\n")
    for end in range(0, len(lines), 3):
        outcome_of("\n".join(lines[:end]))


def test_what_was_not_changed_is_a_regime():
    for text in TEXTS.values():
        assert outcome_of(text) is not None
        assert outcome_of(_written(strict_yaml.read(text).values)) is not None


class _Plain(yaml.SafeDumper):
    """Writes everything out: an alias would be refused before anything else is looked at."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written(tree: Any) -> str:
    return yaml.dump(tree, Dumper=_Plain, allow_unicode=True)


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree of YAML at which a value stands, as (holder, key or index)."""
    steps: list[Any] = []
    if isinstance(tree, dict):
        steps = list(tree)
    elif isinstance(tree, list):
        steps = list(range(len(tree)))
    return [place for step in steps for place in ((tree, step), *_places(tree[step]))]
