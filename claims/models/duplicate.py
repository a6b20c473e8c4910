"""Claims that look like another: what was found, what a person said of it, and what was before."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.matter import Matter


class DuplicateFlagQuerySet(models.QuerySet["DuplicateFlag"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)

    def touching(self, claim_ids: object) -> Self:
        """Those in which any of the claims is one of the two."""
        return self.filter(models.Q(claim__in=claim_ids) | models.Q(survivor__in=claim_ids))


class DuplicateFlag(models.Model):
    """One claim beside the one that goes on if they are one person's. Never deleted.

    `before` has the columns of the claim as they were when it was flagged, `before_act` as they
    were when a person merged the two or found that they compete, and `survivor_before` the
    survivor's, where that act changed it too (lifecycle.restoring).
    """

    class Kind(models.TextChoices):
        SAME_PERSON = "same_person", _("One person’s")
        COMPETING = "competing", _("Two people’s, for one account")

    class State(models.TextChoices):
        FLAGGED = "flagged", _("Waiting for a person")
        MERGED = "merged", _("Merged")
        COMPETING = "competing", _("Competing for one account")
        CLEARED = "cleared", _("Found to be two people’s")
        LIFTED = "lifted", _("No longer alike")

    class Reason(models.TextChoices):
        SAME_DETAILS = "same_details", _("Their details are one person’s.")
        AUTHOR_SAID = "author_said", _("Their author said so.")
        TWO_HOLDERS = "two_holders", _("Two people say that the account is theirs.")
        HOUSEHOLD = "household", _("They are of two people of one household or family.")
        SHARED_CONTACT = "shared_contact", _("They share a contact, a device or an office only.")
        ANOTHER_PERSON = "another_person", _("Their details are two people’s.")
        MISTAKE = "mistake", _("What was decided before was a mistake.")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="duplicate_flags")
    survivor = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="flags_as_survivor")
    kind = models.CharField(max_length=11, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.FLAGGED)
    evidence = models.JSONField(
        help_text="claims.matching.clusters.cluster_search.SimilarClaim.evidence."
    )
    flagged_at = models.DateTimeField()
    before = models.JSONField(default=dict)
    before_act = models.JSONField(default=dict)
    survivor_before = models.JSONField(default=dict)
    apart = models.JSONField(
        default=list, help_text="The keys they shared when a person last found them to be two."
    )
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    note = models.TextField(blank=True, default="")
    decided_by = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    objects = DuplicateFlagQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "survivor"], name="one_duplicate_flag_a_pair"),
            models.UniqueConstraint(
                fields=["claim"],
                name="one_standing_flag_a_claim",
                condition=models.Q(state__in=["flagged", "merged", "competing"]),
            ),
            models.CheckConstraint(
                name="claim_is_no_duplicate_of_itself",
                condition=~models.Q(claim=models.F("survivor")),
            ),
        ]
        indexes = [models.Index(fields=["matter", "state", "id"], name="duplicate_flag_state")]

    def __str__(self) -> str:
        return f"{self.kind} of claim {self.claim_id}: {self.state}"


STATES_IN_FORCE = (
    DuplicateFlag.State.FLAGGED,
    DuplicateFlag.State.MERGED,
    DuplicateFlag.State.COMPETING,
)
"""The states in which a flag holds its claim."""
