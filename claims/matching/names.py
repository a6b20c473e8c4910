"""Whether two names may be one person's, where a key says that they are.

`linkage` weighs names against everything else; here an exact key has named the account already, and
the question is only whether the names speak against it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from anyascii import anyascii

from claims.matching.keys import name_key
from claims.matching.linkage.comparable_particulars import (
    PARTICLES,
    SUFFIXES,
    TITLES,
    nickname_roots,
    shared_connection,
)

_CLOSE = 0.85
"""Jaro and Winkler's similarity of two spellings of one name, at least."""
_SHORTEST_CLOSE = 3
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters of other scripts than ours: Greek, Cyrillic, Hebrew, Arabic, those of Asia."""
_IGNORED_WORDS = frozenset((*PARTICLES, *SUFFIXES, *TITLES))


class PersonName(NamedTuple):
    """A person's name as somebody wrote it; blank is the empty text or NULL."""

    first: str | None
    last: str | None


class _NameWords(NamedTuple):
    given: tuple[str, ...]
    family: tuple[str, ...]
    is_in_latin_letters: bool

    @property
    def all(self) -> tuple[str, ...]:
        """Every word, and all of them as one: "Mary Ann" is Maryann, and 王伟 Wei Wang."""
        words = (*self.given, *self.family)
        joined = ("".join(part) for part in (self.given, self.family, words, (*words[::-1],)))
        return tuple(dict.fromkeys((*words, *filter(None, joined))))


def names_contradict(pairs: Sequence[tuple[PersonName, PersonName]]) -> list[bool]:
    """Of each pair: have they both a given and a family name, and no name in common?

    A spelling, a short form, an initial, the two names the other way round, a name from before a
    marriage and another script do not contradict; nor does a name that is not given.
    """
    found = [_lack_common_word(one, other) for one, other in pairs]
    asked = [place for place, may in enumerate(found) if may]
    for place, is_close in zip(asked, _are_close([pairs[place] for place in asked]), strict=True):
        found[place] = not is_close
    return found


def families_agree(one: str | None, other: str | None) -> bool:
    """The same family name, or one of several in common. A blank name agrees with nothing."""
    first, second = _plain_words(one), _plain_words(other)
    joined = {"".join(first)} & {"".join(second)} - {""}
    return bool(set(first) & set(second)) or bool(joined)


def givens_agree(one: str | None, other: str | None) -> bool:
    """The same first given name, or short forms of one name. A blank name agrees with nothing."""
    first, second = _first_given_name(one), _first_given_name(other)
    return bool(first and second) and _is_one_name(first, second)


def name_suffix(family_name: str | None) -> str | None:
    """What tells a son from a father of one name, such as "jr"; None where it is not given."""
    words = re.findall(r"[^\W\d_]+", name_key(family_name) or "")
    return next((word for word in words if word in SUFFIXES), None)


def _first_given_name(text: str | None) -> str:
    return (name_key(text) or "").partition(" ")[0]


def _is_one_name(one: str, other: str) -> bool:
    return (
        one == other
        or one in nickname_roots().get(other, ())
        or other in nickname_roots().get(one, ())
    )


def _lack_common_word(one: PersonName, other: PersonName) -> bool:
    first, second = _name_words(one), _name_words(other)
    if not all((first.given, first.family, second.given, second.family)):
        return False
    if set(first.all) & set(second.all):
        return False
    return not any(
        _is_one_name(said, held) or (min(len(said), len(held)) == 1 and said[0] == held[0])
        for said, held in product((*first.given, *first.family), (*second.given, *second.family))
    )


def _are_close(pairs: Sequence[tuple[PersonName, PersonName]]) -> list[bool]:
    """Of each pair: is a name of one nearly a name of the other?"""
    compared = [
        (place, said, held)
        for place, (one, other) in enumerate(pairs)
        for said, held in _spellings(_name_words(one), _name_words(other))
        if min(len(said), len(held)) >= _SHORTEST_CLOSE
    ]
    close: set[int] = set()
    if compared:
        with shared_connection(__name__) as connection:
            rows = connection.execute(
                "SELECT DISTINCT p.place FROM (SELECT unnest(?) AS place, unnest(?) AS said, "
                "unnest(?) AS held) AS p "
                "WHERE jaro_winkler_similarity(p.said, p.held) >= ?",
                [*(list(column) for column in zip(*compared, strict=True)), _CLOSE],
            ).fetchall()
        close = {place for (place,) in rows}
    return [place in close for place in range(len(pairs))]


def _spellings(one: _NameWords, other: _NameWords) -> list[tuple[str, str]]:
    pairs = list(product(one.all, other.all))
    if one.is_in_latin_letters and other.is_in_latin_letters:
        return pairs
    # Arabic and Hebrew write few vowels, and each script's letters stand for several of ours.
    return pairs + [(_consonants(said), _consonants(held)) for said, held in pairs]


def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyw]", "", re.sub("[qc]", "k", word)))


@lru_cache(maxsize=4_096)
def _name_words(name: PersonName) -> _NameWords:
    given, family = _plain_words(name.first), _plain_words(name.last)
    # "Okafor, Jane" or "Jane Okafor" in one column, and nothing in the other.
    if not given and len(family) > 1:
        given, family = (
            (family[-1:], family[:-1]) if "," in (name.last or "") else (family[:1], family[1:])
        )
    elif not family and len(given) > 1:
        given, family = (
            (given[1:], given[:1]) if "," in (name.first or "") else (given[:-1], given[-1:])
        )
    is_latin = not _OTHER_SCRIPT.search(f"{name.first or ''}{name.last or ''}")
    return _NameWords(given, family, is_latin)


def _plain_words(text: str | None) -> tuple[str, ...]:
    plain = re.sub("['’`]", "", anyascii(name_key(text) or "").lower())
    words = tuple(re.findall("[a-z]+", plain))
    # Al is a particle, and somebody's name.
    return tuple(word for word in words if word not in _IGNORED_WORDS) or words
