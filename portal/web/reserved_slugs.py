"""The first words of addresses that belong to the site, so no matter can have one as its slug."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


def reserved_slugs() -> frozenset[str]:
    """The first words of all addresses of the URLconf, and of the static files.

    A matter's pages lie under its slug, so one of these would hide them or the site's own.
    """
    words = {word for word in _first_segments(get_resolver().url_patterns) if "<" not in word}
    static = settings.STATIC_URL.lstrip("/").partition("/")[0]
    return frozenset(words | {static})


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        word = str(pattern.pattern).partition("/")[0]
        if word:
            yield word
        elif isinstance(pattern, URLResolver):
            yield from _first_segments(pattern.url_patterns)
