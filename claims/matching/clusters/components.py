"""Claims put together by their pairs, so that no two people are put together by a third.

Two claims of a chain may contradict each other although each agrees with the one between them: J.
Lee agrees with John Lee and with Jane Lee. Such a component is built up again from its strongest
pairs, and a pair that would put two together who contradict each other is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

LARGEST_COMPONENT = 300
"""Claims that one person may have filed, as far as we look; more, and their pairs are left alone,
as a person has to see to what floods the matter."""

Pair = tuple[int, int]


class Components:
    """Numbers joined into groups; each group goes by its lowest number."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def of(self, number: int) -> int:
        """The lowest number of its group."""
        root = number
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(number, number)) != root:
            self._parent[number] = root
            number = above
        return root

    def join(self, one: int, other: int) -> None:
        """Make the groups of the two one group."""
        low, high = sorted((self.of(one), self.of(other)))
        self._parent.setdefault(low, low)
        self._parent[high] = low

    def groups(self) -> dict[int, list[int]]:
        """Every group of two or more, its numbers in order, by its lowest."""
        found: dict[int, list[int]] = defaultdict(list)
        for number in sorted(self._parent):
            found[self.of(number)].append(number)
        return dict(found)


def connected_components(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    """The connected components of the pairs."""
    components = Components()
    for one, other in pairs:
        components.join(one, other)
    return components.groups()


def split_component(
    strongest_first: Sequence[Pair], apart: Mapping[int, set[int]]
) -> list[list[int]]:
    """The groups that the pairs make, one after the other, without those that would put two
    together who are `apart` (both ways). Whoever is left alone is in none."""
    components = Components()
    members: dict[int, set[int]] = {}
    for one, other in strongest_first:
        mine, theirs = components.of(one), components.of(other)
        if mine == theirs:
            continue
        left, right = members.get(mine, {mine}), members.get(theirs, {theirs})
        small, large = sorted((left, right), key=len)
        if any(apart.get(number, set()) & large for number in small):
            continue
        components.join(mine, theirs)
        members[components.of(mine)] = left | right
    return list(components.groups().values())
