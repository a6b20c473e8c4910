"""Whether two given names may be one person's, where a key alone does not tell."""

import re

from claims.matching.keys import name_key
from claims.matching.linkage.particulars import SUFFIXES, roots


def agree(one: str | None, other: str | None) -> bool:
    """The same first given name, or short forms of one name. A blank name agrees with nothing."""
    first, second = _first(one), _first(other)
    if not first or not second:
        return False
    return first in _names(second) or second in _names(first)


def suffix(family_name: str | None) -> str | None:
    """What tells a son from a father of one name, such as "jr"; None where it is not given."""
    words = re.findall(r"[^\W\d_]+", name_key(family_name) or "")
    return next((word for word in words if word in SUFFIXES), None)


def _first(text: str | None) -> str:
    return (name_key(text) or "").partition(" ")[0]


def _names(name: str) -> frozenset[str]:
    return roots().get(name, frozenset()) | {name}
