"""Random samples of what was decided, looked at again by people."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.matter import Matter


class AuditSampleQuerySet(models.QuerySet["AuditSample"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)


class AuditSample(models.Model):
    """Claims drawn at random among those of one kind; whoever has the seed can draw them again.

    A claim's place is its rank by the SHA-256 of "seed:reference" among the whole population.
    """

    class Subject(models.TextChoices):
        KEYED = "keyed", _("Matched by an exact key")
        LINKED = "linked", _("Matched by name and address")
        LEFT = "left", _("Without an account, or left to a person")
        HELD = "held", _("Held or rejected")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="audit_samples")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=6, choices=Subject)
    population = models.PositiveBigIntegerField(help_text="Claims that it was drawn from.")
    size = models.PositiveIntegerField()
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=200)

    objects = AuditSampleQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_audit_sample_a_number"),
        ]

    def __str__(self) -> str:
        return f"sample {self.number}"


class AuditedClaim(models.Model):
    """One claim of a sample, as it stood when it was drawn, and what a person found."""

    class Finding(models.TextChoices):
        RIGHT = "right", _("It was right")
        WRONG = "wrong", _("It was wrong")
        UNKNOWN = "unknown", _("It cannot be told")

    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="claims")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    stood = models.JSONField(help_text="Status, outcome, account and by whom, when drawn.")
    finding = models.CharField(max_length=7, choices=Finding, blank=True, default="")
    note = models.TextField(blank=True, default="")
    found_by = models.CharField(max_length=200, blank=True, default="")
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sample_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "claim"], name="one_audited_claim_a_sample"),
            models.UniqueConstraint(fields=["sample", "place"], name="one_audited_claim_a_place"),
            models.CheckConstraint(
                name="finding_has_its_finder",
                condition=models.Q(finding="", found_by="", found_at__isnull=True)
                | (
                    ~models.Q(finding="")
                    & ~models.Q(found_by="")
                    & models.Q(found_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.place} of sample {self.sample_id}"
