"""How large a plan may be: what no person could follow, and no engine should write out, is refused.

Each limit is far above any plan of the library and far below what takes the engine minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from claims.law.data_files.file_fields import InvalidAt
from claims.law.data_files.strict_yaml import KeyPath
from claims.plans.amounts import Amount, every_amount
from claims.plans.conditions import Condition, InSubclass, leaves_of

MOST_POOLS = 60
MOST_HEADS = 100
MOST_FACTS = 300
MOST_CRITERIA = 100

_MOST_AMOUNTS = 2000
_MOST_TESTS = 5000
_MAX_HEAD_DEPTH = 20


def check_amount_sizes(amounts: Iterable[tuple[KeyPath, Amount]]) -> None:
    """Raise WrongAt for the amount with which all of the plan have more parts than can be run."""
    parts = 0
    for where, amount in amounts:
        parts += sum(1 for _ in every_amount(amount))
        if parts > _MOST_AMOUNTS:
            raise InvalidAt(
                where,
                f"with this, the plan states more than {_MOST_AMOUNTS} amounts. Shorten a table or "
                "give the sum as a fact.",
            )


def check_condition_sizes(
    conditions: Iterable[tuple[KeyPath, Condition]], subclasses: Mapping[str, Condition]
) -> None:
    """Raise WrongAt for the condition with which all, written out, test more than can be run."""
    sizes: dict[str, int] = {}
    tests = 0
    for where, condition in conditions:
        tests += _test_count(condition, subclasses, sizes)
        if tests > _MOST_TESTS:
            raise InvalidAt(
                where,
                f"with this, the plan's conditions test more than {_MOST_TESTS} facts, those of "
                "the subclasses that they ask for included. Shorten them.",
            )


def _test_count(condition: Condition, named: Mapping[str, Condition], sizes: dict[str, int]) -> int:
    tests = 0
    for _, leaf in leaves_of(condition):
        if not isinstance(leaf, InSubclass):
            tests += 1
            continue
        if leaf.subclass not in sizes:
            sizes[leaf.subclass] = _test_count(named[leaf.subclass], named, sizes)
        tests += sizes[leaf.subclass]
    return tests


def check_head_depth(rests_on: Mapping[str, Iterable[str]], heads: Iterable[str]) -> None:
    """Raise WrongAt for a head that rests on a head that rests on a head, too many times.

    The keys of `rests_on` are in the order of the plan; in `heads` each is after what it rests on.
    """
    depths: dict[str, int] = {}
    for key in heads:
        depths[key] = 1 + max((depths[other] for other in rests_on[key]), default=0)
        if depths[key] > _MAX_HEAD_DEPTH:
            raise InvalidAt(
                ("damages", list(rests_on).index(key)),
                f"this head rests on more than {_MAX_HEAD_DEPTH} others, one on another. "
                "Shorten it.",
            )
