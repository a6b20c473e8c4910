"""Words of a plan in the reader's language, and moments on the court's clocks."""

from datetime import datetime

from django import template
from django.utils import translation

from claims.models import Matter
from claims.plans.result_texts import Bilingual
from portal.web import court_clock

register = template.Library()


@register.filter
def in_our_language(words: Bilingual) -> str:
    """The plan's words in the language of the page."""
    return words.in_language(translation.get_language() or "en")


@register.filter
def on_court_clock(moment: datetime, matter: Matter) -> str:
    """A moment as the court's clocks show it: "2 March 2026, 2:05 p.m. PST"."""
    return court_clock.moment_text(moment, matter)


@register.filter
def on_court_calendar(moment: datetime, matter: Matter) -> str:
    """The day of a moment where the court is."""
    return court_clock.day_of(moment, matter)


@register.filter
def last_day_before(deadline: datetime, matter: Matter) -> str:
    """The last day on which something can be done before a deadline."""
    return court_clock.last_day_before(deadline, matter)
