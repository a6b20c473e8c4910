"""Countries to choose from, by name in the reader's language."""

import gettext
import unicodedata
from functools import lru_cache

import pycountry
from django.utils import translation


def choices() -> list[tuple[str, str]]:
    """(ISO 3166 code, name) sorted by name as a reader of the language expects."""
    return list(_country_names(translation.get_language() or "en").items())


def name_of(code: str) -> str:
    """The country's name in the language of the page; the code itself if it is unknown."""
    return _country_names(translation.get_language() or "en").get(code, code)


@lru_cache(maxsize=4)
def _country_names(language: str) -> dict[str, str]:
    catalogue = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    )
    names = {
        country.alpha_2: catalogue.gettext(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }
    return dict(sorted(names.items(), key=lambda item: _without_accents(item[1])))


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
