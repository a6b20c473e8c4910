"""Words and figures of the staff pages."""

from django import template

from claims.models import Decision, Medium, Tally, Verdict
from claims.money import format_cents
from portal.administrator.trail import reason_words
from portal.administrator.words import (
    direction_words,
    outcome_words,
    part_words,
    status_words,
    who_words,
)
from portal.staff.tallies.stages import duration_words, stage_words

register = template.Library()
register.filter("status_words", status_words)
register.filter("outcome_words", outcome_words)
register.filter("part_words", part_words)
register.filter("direction_words", direction_words)
register.filter("who_words", who_words)
register.filter("reason_words", reason_words)
register.filter("stage_words", stage_words)
register.filter("duration_words", duration_words)

_CHOICES = {
    "verdict": Verdict,
    "medium": Medium,
    "act": Decision.Act,
    "decision_state": Decision.State,
    "tally_state": Tally.State,
}


@register.filter
def as_money(cents: int, currency: str = "USD") -> str:
    """Cents as people read them: "$1,029.99"."""
    return format_cents(cents, currency)


@register.filter
def in_words(value: str, kind: str) -> str:
    """A value of one of the closed lists in words; blank stays blank."""
    return str(_CHOICES[kind](value).label) if value else ""
