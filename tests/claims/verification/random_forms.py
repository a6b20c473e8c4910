"""Strategies for the small forms of a plan: conditions and amounts over the facts that it has."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

Part = dict[str, Any]
Types = dict[str, str]
"""The type of each fact of a plan, by key."""

COUNTS = (1, 2, 3, 7, 0)
SUMS = ("10.00", "99.99", "0.01", "1.00", "333.33", "5000.00", "0.00")
RATES = ("0.20405", "2.38", "0.001", "0.3333", "0")
PERCENTAGES = ("15", "100/3", "12.5", "100", "0")
RATIOS = ("3", "1.5", "1", "1/3", "2", "0")
STATUTORY = {
    "regime": "sca",
    "provision": "minimum",
    "in_force_on": date(2024, 1, 1),
    "each": "1000.00",
}

_TESTS: dict[str, tuple[Part, ...]] = {
    "count": tuple({word: n} for word in ("at_least", "at_most") for n in COUNTS),
    "amount": tuple({word: sum_} for word in ("at_least", "at_most") for sum_ in SUMS),
    "text": ({"is": "CA"}, {"in": ["CA", "TX"]}, {"is": "Óc"}),
    "yes_or_no": ({"is": True}, {"is": False}),
    "day": ({"before": date(2024, 2, 29)}, {"on_or_after": date(2024, 2, 29)}),
}


def keys_of(types: Types, *wanted: str) -> list[str]:
    return [key for key, type_ in types.items() if type_ in wanted]


def conditions(types: Types, subclasses: Sequence[str] = ()) -> st.SearchStrategy[Part]:
    """A test of one fact or subclass, or a few of them in all, any and not."""
    tests: list[Part] = [
        {"fact": key, **test} for key, type_ in types.items() for test in _TESTS[type_]
    ]
    leaves = st.sampled_from(tests + [{"subclass": key} for key in subclasses])

    def nested(inner: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            several.map(lambda parts: {"all": parts}),
            several.map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        )

    return st.one_of(leaves, st.recursive(leaves, nested, max_leaves=4))


def amounts(
    types: Types, subclasses: Sequence[str] = (), heads: Sequence[str] = ()
) -> st.SearchStrategy[Any]:
    """Any form, nested a few deep; `heads` are those that the amount may speak of."""
    counts, sums = keys_of(types, "count"), keys_of(types, "amount")
    leaves: list[Any] = [*SUMS, {"fixed": "25.00"}, {"statutory": STATUTORY}]
    leaves += [{"each": rate, "per": key} for rate in RATES for key in counts]
    leaves += [{"fact": key} for key in sums] * 3
    leaves += [{"head": key} for key in heads] * 3
    asked = conditions(types, subclasses)
    return st.recursive(
        st.sampled_from(leaves), lambda inner: _nested(inner, asked, types), max_leaves=4
    )


def _nested(
    inner: st.SearchStrategy[Any], asked: st.SearchStrategy[Part], types: Types
) -> st.SearchStrategy[Part]:
    several = st.lists(inner, min_size=2, max_size=3)
    branches = st.lists(st.fixed_dictionaries({"if": asked, "then": inner}), min_size=1, max_size=2)
    return st.one_of(
        st.fixed_dictionaries({"percent": st.sampled_from(PERCENTAGES), "of": inner}),
        st.fixed_dictionaries(
            {"times": st.sampled_from(RATIOS), "of": inner.map(_no_statute)}, optional={"if": asked}
        ),
        st.sampled_from(["greatest_of", "least_of", "sum_of"]).flatmap(
            lambda word: several.map(lambda parts: {word: parts})
        ),
        st.fixed_dictionaries({"when": branches, "otherwise": inner}),
        st.sampled_from(keys_of(types, "count", "amount")).flatmap(
            lambda key: st.lists(inner, min_size=1, max_size=3).map(
                lambda pays: _tiers(key, types[key], pays)
            )
        ),
    )


def _no_statute(amount: Any) -> Any:
    """The law lets nobody multiply this sum; a plan that does is refused."""
    return "1000.00" if isinstance(amount, dict) and "statutory" in amount else amount


def _tiers(key: str, type_: str, pays: Sequence[Any]) -> Part:
    starts: tuple[int, ...] | tuple[str, ...] = (0, 2, 7)
    if type_ == "amount":
        starts = ("0.00", "10.00", "333.33")
    table = [{"from": start, "pays": pay} for start, pay in zip(starts, pays, strict=False)]
    return {"tiers": key, "table": table}
