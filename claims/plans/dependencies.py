"""Things of a plan that rest on each other: in order, or told as the circle that they are."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


class CircularDependency(ValueError):
    """Keys that rest on each other. `key` is the one that the plan has first, where it is told."""

    def __init__(self, what: str, keys: list[str]) -> None:
        super().__init__(f"these {what} rest on each other: {' > '.join(keys)}. Break the circle.")
        self.key = keys[0]


def dependency_order(rests_on: Mapping[str, Iterable[str]], what: str) -> list[str]:
    """The keys, each after those that it rests on; `what` names them in the plural.

    `rests_on` has every key, in the order of the plan. Raises Circle, told from the key that the
    plan has first, so that one plan has one message.
    """
    try:
        return list(TopologicalSorter(rests_on).static_order())
    except CycleError as error:
        # graphlib tells a circle from what is rested on; people read it the other way round.
        circle = list(reversed(error.args[1]))
        places = {key: place for place, key in enumerate(rests_on)}
        first = min(range(len(circle) - 1), key=lambda i: places[circle[i]])
        raise CircularDependency(
            what, [*circle[first:-1], *circle[:first], circle[first]]
        ) from error
