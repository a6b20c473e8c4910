"""The stages of a tally, and how long they take, in words: for the tags of every page."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

_MINUTE, _HOUR = 60, 3600

STAGE_LABELS: Mapping[str, Promise] = {
    "snapshot": gettext_lazy("Freezing the claims"),
    "facts": gettext_lazy("Drawing facts from the records"),
    "assess": gettext_lazy("Assessing each claim"),
    "duplicates": gettext_lazy("Finding the payable claim of each account"),
    "allocate": gettext_lazy("Adding up, and dividing a fund"),
    "reconcile": gettext_lazy("Checking that everything adds up"),
    "publish": gettext_lazy("Writing the determinations"),
    "seal": gettext_lazy("Sealing"),
}


def stage_label(name: str) -> str:
    """What a stage does; one that a later version has is shown by its name."""
    return str(STAGE_LABELS.get(name, name))


def duration_text(duration: timedelta) -> str:
    """A length of time for people: whole minutes, or hours and minutes."""
    seconds = int(duration.total_seconds())
    if seconds < _MINUTE:
        return _("less than a minute")
    hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    return " ".join(parts)
