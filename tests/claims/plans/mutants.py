"""Plans as a tired hand may leave them, from a seed: the same number makes the same mutant."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import yaml

from claims.law.data_files import strict_yaml
from claims.plans import library_path, library_slugs

Tree: TypeAlias = Any
Place: TypeAlias = tuple[Any, Any]

_SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 20, 21, 10**12, 10**18, 10**40, 1.5, float("nan"), 1e300),
    *("", " ", "0", "0.00", "0.01", "-1.00", "1", "100", "100.00", "1e5", "1/3", "1/0", "100/3"),
    *("999999999.999999/9999", "999999999999.99", "9" * 40, "x" * 5000, "ñ", "٣", "\u202e", "💰"),
    *(
        "a\nb",
        "\x07",
        "{}",
        "award",
        "rest",
        "equal",
        "down",
        "half_up",
        "on",
        "true",
        "2024-02-30",
    ),
    *(date.min, date.max, date(2024, 2, 29), [], {}, [[]], ["x"], {"x": 1}, [1, 1], {"": ""}),
)
_SYNTAX = ("&a ", "*a", "!!int ", "!x ", "- ", ": ", "\t", "[", "}", "'", '"', "#", "? ", "|", "\0")
_AMOUNTS = ("0.00", "0.01", "1.00", "33.33", "600.00", "1000.00", "99999999.99", "9999999999.99")
_RATIOS = ("0", "1", "1.5", "3", "1/3", "100/3", "0.000001", "99.999999", "100", "999999999/9999")
_WORDS = (
    ("equal", "award"),
    ("down", "half_up", "largest_remainder"),
    ("stack", "greatest", "alternatives"),
    ("exact", "whole_cents"),
    ("rest", "residual"),
    ("gross", "gross_and_interest"),
    ("returned", "returned_and_residual"),
    ("count", "amount", "text", "day", "yes_or_no"),
    ("pending", "appealed", "undetermined"),
    ("at_least", "at_most", "then_at_most"),
    ("greatest_of", "least_of", "sum_of"),
    ("any", "all"),
)


@cache
def _texts() -> dict[str, str]:
    return {slug: library_path(slug).read_text(encoding="utf-8") for slug in library_slugs()}


def tree_of(slug: str) -> Tree:
    """The values of a plan of the library, anew."""
    return strict_yaml.read(_texts()[slug]).values


def broken(seed: int) -> tuple[str, str]:
    """The slug of a plan of the library, and its text with one to three things changed at will."""
    chance = random.Random(seed)  # nosec B311
    slug = chance.choice(library_slugs())
    if chance.random() < 0.25:
        return slug, _scribbled(chance, _texts()[slug])
    tree = tree_of(slug)
    for _ in range(chance.randint(1, 3)):
        if places := places_of(tree):
            holder, step = chance.choice(places)
            chance.choice(_CHANGES)(chance, holder, step)
    return slug, written(tree)


def plausible(seed: int) -> tuple[str, str]:
    """As `broken`, but each change puts something in place of another of its kind."""
    chance = random.Random(seed)  # nosec B311
    slug = chance.choice(library_slugs())
    tree = tree_of(slug)
    for _ in range(chance.randint(1, 4)):
        holder, step = chance.choice(_telling(tree))
        holder[step] = deepcopy(_near(chance, holder[step], tree))
        if isinstance(holder, dict) and isinstance(step, str) and chance.random() < 0.2:
            holder[_other_word(chance, step)] = holder.pop(step)
    return slug, written(tree)


def written(tree: Tree) -> str:
    """The tree as YAML, with nothing written as an alias of another part."""
    return yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False)


def places_of(tree: Tree) -> list[Place]:
    """Every place of a tree at which a value stands, as (holder, key or index)."""
    steps: list[Any] = []
    if isinstance(tree, dict):
        steps = list(tree)
    elif isinstance(tree, list):
        steps = list(range(len(tree)))
    return [place for step in steps for place in ((tree, step), *places_of(tree[step]))]


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _telling(tree: Tree) -> list[Place]:
    """The places of values that decide something: no words for people, and no citations."""
    told = {"en", "es", "text", "url", "verified", "caption", "docket", "court", "slug", "kind"}
    return [
        (holder, step)
        for holder, step in places_of(tree)
        if step not in told and not (isinstance(holder[step], dict) and "en" in holder[step])
    ]


def _near(chance: random.Random, value: Any, tree: Tree) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return chance.choice((0, 1, 2, 7, value + 1, 10**6, 10**12))
        case date():
            return chance.choice((date(2018, 1, 1), date(2024, 2, 29), date(2026, 12, 31)))
        case str() if value.replace(".", "").isdigit():
            return chance.choice((*_AMOUNTS, *_RATIOS))
        case str():
            return _other_word(chance, value)
        case list() if value:
            return chance.choice((value[::-1], value[:1], [*value, chance.choice(value)]))
        case dict():
            alike = [
                h[s] for h, s in places_of(tree) if isinstance(h[s], dict) and "en" not in h[s]
            ]
            return chance.choice(alike)
    return value


def _other_word(chance: random.Random, word: str) -> str:
    return next((chance.choice(words) for words in _WORDS if word in words), word)


def _drop(_: random.Random, holder: Any, step: Any) -> None:
    holder.pop(step)


def _replace(chance: random.Random, holder: Any, step: Any) -> None:
    holder[step] = deepcopy(chance.choice(_SCALARS))


def _rename(chance: random.Random, holder: Any, step: Any) -> None:
    if isinstance(holder, dict):
        letters = list(str(step))
        letters[chance.randrange(len(letters) + 1) : 0] = chance.choice(
            ("", "x", "é", " ", "_", "\n", "\u2028")
        )
        name = "".join(letters) + chance.choice(("", "s"))
        holder[name] = holder.pop(step)


def _graft(chance: random.Random, holder: Any, step: Any) -> None:
    other, key = chance.choice(places_of(tree_of(chance.choice(library_slugs()))))
    holder[step] = other[key]


def _repeat(chance: random.Random, holder: Any, step: Any) -> None:
    if isinstance(holder, list):
        holder.insert(step, deepcopy(holder[step]))
    else:
        holder[f"{step}_{chance.randrange(9)}"] = deepcopy(holder[step])


def _nest(chance: random.Random, holder: Any, step: Any) -> None:
    word = chance.choice(("not", "of", "all", "any", "sum_of", "amount", "fact"))
    for _ in range(chance.choice((1, 2, 12, 40))):
        inside = [holder[step]] if word in ("all", "any", "sum_of") else holder[step]
        holder[step] = {word: inside}


_CHANGES: tuple[Callable[[random.Random, Any, Any], None], ...] = (
    *(_drop, _replace, _replace, _rename, _graft, _repeat, _nest),
)


def _scribbled(chance: random.Random, text: str) -> str:
    """The text with lines twice, moved or gone, cut short, or with bits of syntax in it."""
    lines = text.splitlines(keepends=True)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            return text[: chance.randrange(len(text))]
        case 1:
            return "".join([*lines[:to], *lines[at : at + 4], *lines[to:]])
        case 2:
            return "".join([*lines[:at], " " * chance.randrange(9) + lines[at], *lines[at + 1 :]])
        case 3:
            return "".join(lines[:at] + lines[at + chance.randint(1, 5) :])
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(_SYNTAX) + text[place + chance.randrange(3) :]
