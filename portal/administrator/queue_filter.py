"""Which claims the queue shows."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.casework.intake.references import read_reference
from claims.casework.signals import priority_condition
from claims.matching import match_decision
from claims.matching.email_addresses import email_key
from claims.models import Decision, Medium, Status, Verdict
from claims.models.claim import ClaimQuerySet
from portal.administrator.claim_labels import OUTCOME_LABELS, STATUS_LABELS

PROPOSED_DECISIONS = Decision.objects.filter(claim=OuterRef("pk"), state=Decision.State.PROPOSED)
_SHORTEST_NAME = 2


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filters of the queue's form; blank filters nothing."""

    q = django_filters.CharFilter(
        method="search",
        max_length=200,
        label=_("Search"),
        help_text=_("Reference, external reference, e-mail address, or start of the family name"),
    )
    status = django_filters.ChoiceFilter(
        choices=[(status.value, words) for status, words in STATUS_LABELS.items()],
        label=_("Status"),
        empty_label=_("Any status"),
    )
    outcome = django_filters.ChoiceFilter(
        choices=[(outcome.value, words) for outcome, words in OUTCOME_LABELS.items()],
        label=_("Outcome"),
        empty_label=_("Any outcome"),
    )
    verdict = django_filters.ChoiceFilter(
        choices=Verdict.choices, label=_("Verdict"), empty_label=_("Any verdict")
    )
    medium = django_filters.ChoiceFilter(
        choices=Medium.choices, label=_("Medium"), empty_label=_("Any medium")
    )
    signals = django_filters.ChoiceFilter(
        method="by_signals",
        choices=[("held", _("On hold")), ("first", _("To be looked at first"))],
        label=_("Signals"),
        empty_label=_("Any"),
    )
    match = django_filters.ChoiceFilter(
        method="by_match",
        choices=[
            ("check", _("Made by earlier rules, to be checked")),
            ("names", _("A key names somebody of another name")),
        ],
        label=_("Match"),
        empty_label=_("Any"),
    )
    waiting = django_filters.ChoiceFilter(
        method="waiting_for_second",
        choices=[("yes", _("Waiting for a second person"))],
        label=_("Decision"),
        empty_label=_("Any"),
    )

    aside = django_filters.ChoiceFilter(
        method="put_aside",
        choices=[("yes", _("Work failed on its data"))],
        label=_("Put aside"),
        empty_label=_("Any"),
    )

    def search(self, claims: ClaimQuerySet, name: str, text: str) -> ClaimQuerySet:
        """Claims that the text names. Each key has an index; a name is matched from its start."""
        text = text.strip()
        found = Q(external_ref=text)
        if reference := read_reference(text):
            found |= Q(reference=reference)
        if "@" in text:
            found |= Q(email_key=email_key(text) or text)
        elif len(text) >= _SHORTEST_NAME:
            # As typed and as usually written, and not ILIKE, which no index serves.
            for spelling in {text, text.lower(), text.upper(), text.title(), text.capitalize()}:
                found |= Q(last_name__startswith=spelling)
        return claims.filter(found)

    def by_signals(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """Claims that a score holds, or that it says to look at first."""
        if value == "held":
            return claims.filter(status=Status.HOLD_FRAUD)
        return claims.filter(priority_condition())

    def by_match(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """Claims whose match a person should look at, by why."""
        if value == "check":
            return claims.filter(match_in_doubt=True)
        return claims.filter(
            status=Status.MATCH_REVIEW, match_evidence__has_key=match_decision.OTHER_NAMES_FIELD
        )

    def waiting_for_second(
        self,
        claims: ClaimQuerySet,
        name: str,
        value: str,
    ) -> ClaimQuerySet:
        """Claims with a decision that a second person has to confirm."""
        return claims.filter(Exists(PROPOSED_DECISIONS))

    def put_aside(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """Claims whose data makes work fail."""
        return claims.exclude(put_aside="")
