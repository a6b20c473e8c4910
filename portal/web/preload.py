"""Load once, before the web processes are forked, what each of them would load for itself."""

from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from django.utils import translation


def preload_site() -> None:
    """Every address with its view, the template engines, and the texts of every language.

    Leaves no connection open: two processes must not speak over one.
    """
    engines.all()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            # Both are kept by language, and made when they are first asked for.
            translation.gettext("Continue")
            _ = get_resolver().reverse_dict
    connections.close_all()
