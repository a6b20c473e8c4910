"""Views that are imported when somebody first asks for one.

For the pages of staff that load the engine (1 to 3 s of processor time and 120 MB, once in each web
process): claimants, who are many, do not pay for them.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

# Two threads that each import a part of a circle may see the other's part unfinished.
_import_lock = Lock()


def lazy_view(name: str) -> Callable[..., HttpResponseBase]:
    """The view of this dotted name. A mark on it, such as `csrf_exempt`, is not seen."""

    def call(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        with _import_lock:
            view: Callable[..., HttpResponseBase] = import_string(name)
        return view(request, **kwargs)

    return call
