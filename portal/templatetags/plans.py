"""Words of a plan in the reader's language, and moments on the court's clocks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import translation
from django.utils.formats import date_format

from claims.models import Matter
from claims.plans.wording import Bilingual

register = template.Library()


@register.filter
def in_our_language(words: Bilingual) -> str:
    """The plan's words in the language of the page."""
    return words.in_language(translation.get_language() or "en")


@register.filter
def on_court_clock(moment: datetime, matter: Matter) -> str:
    """A moment as the court's clocks show it: "2 March 2026, 14:05 PST"."""
    local = moment.astimezone(ZoneInfo(matter.time_zone))
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'TIME_FORMAT')} {local:%Z}"


@register.filter
def on_court_calendar(moment: datetime, matter: Matter) -> str:
    """The day of a moment where the court is."""
    return date_format(moment.astimezone(ZoneInfo(matter.time_zone)), "DATE_FORMAT")
