"""Words and figures of the staff pages."""

from django import template

from claims.models import Decision, Medium, Tally, Verdict
from claims.money import format_cents
from portal.administrator.claim_labels import (
    actor_label,
    direction_label,
    outcome_label,
    part_label,
    status_label,
)
from portal.administrator.trail_lines import reason_label
from portal.staff.tallies.stage_labels import duration_text, stage_label

register = template.Library()
register.filter("status_words", status_label)
register.filter("outcome_words", outcome_label)
register.filter("part_words", part_label)
register.filter("direction_words", direction_label)
register.filter("who_words", actor_label)
register.filter("reason_words", reason_label)
register.filter("stage_words", stage_label)
register.filter("duration_words", duration_text)

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
