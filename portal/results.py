"""A criterion's result as staff see it: never by colour alone, icon and word say the same."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RESULTS: Mapping[str, tuple[str, Promise]] = {
    "met": ("✓", _("Met")),
    "unmet": ("✗", _("Not met")),
    "unknown": ("?", _("Unknown")),
}
