"""Whether two given names may be one person's, where a key alone does not tell."""

from claims.matching.keys import name_key
from claims.matching.linkage.particulars import roots


def agree(one: str | None, other: str | None) -> bool:
    """The same first given name, or short forms of one name. A blank name agrees with nothing."""
    first, second = _first(one), _first(other)
    if not first or not second:
        return False
    return not _names(first).isdisjoint(_names(second))


def _first(text: str | None) -> str:
    return (name_key(text) or "").partition(" ")[0]


def _names(name: str) -> frozenset[str]:
    return roots().get(name, frozenset()) | {name}
