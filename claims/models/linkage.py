"""Which account a claim names when no exact key does: trained models, and what each said."""

from typing import Self

from django.db import models

from claims.models.claim import Claim
from claims.models.matter import Matter
from claims.models.production import Production


class LinkageVersionQuerySet(models.QuerySet["LinkageVersion"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)


class LinkageVersion(models.Model):
    """A matter's linkage model as it was trained; never changed, only followed by another."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="linkage_versions")
    number = models.PositiveIntegerField()
    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    parameters = models.JSONField(
        help_text="claims.matching.linkage.linkage_model.LinkageModel.as_json."
    )
    sha256 = models.CharField(max_length=64, help_text="Of what decides a score.")

    objects = LinkageVersionQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "number"], name="one_linkage_version_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} linkage model {self.number}"


class Linkage(models.Model):
    """What one model said of one claim on one production. Never changed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="linkages")
    version = models.ForeignKey(LinkageVersion, on_delete=models.PROTECT, related_name="+")
    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decision = models.JSONField(help_text="LinkageDecision.as_json of claims.matching.linkage.")

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "version", "production"], name="one_linkage_a_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"linkage of claim {self.claim_id}"
