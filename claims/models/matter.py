"""A matter and the versions of its plan of allocation."""

import secrets

from django.db import models


def new_key() -> bytes:
    """A key that nobody can guess."""
    return secrets.token_bytes(32)


class Matter(models.Model):
    """One class action: what the court calls it, when claims may be filed, and in which zone.

    Everything here is a copy of the current plan's head, kept in columns so that pages can ask for
    it; the plan (`PlanVersion`) is the source.
    """

    slug = models.SlugField(max_length=80, unique=True)
    caption = models.CharField(max_length=300)
    docket = models.CharField(max_length=80)
    court = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    class_period_starts_on = models.DateField()
    class_period_ends_on = models.DateField(help_text="Exclusive.")
    filing_opens_at = models.DateTimeField()
    filing_closes_at = models.DateTimeField(help_text="Exclusive.")
    opened_at = models.DateTimeField()
    # Notice IDs are derived with it (claims.matching.notice); it never leaves the server.
    notice_key = models.BinaryField(max_length=32)
    # What a bundle calls a claim or an account is derived with it (claims.exports.bundle).
    pseudonym_key = models.BinaryField(max_length=32, default=new_key)
    # Head and length of the chain of events that belong to the matter and to no claim.
    chain_length = models.BigIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="matter_class_period_runs_forward",
                condition=models.Q(class_period_ends_on__gt=models.F("class_period_starts_on")),
            ),
            models.CheckConstraint(
                name="matter_filing_window_runs_forward",
                condition=models.Q(filing_closes_at__gt=models.F("filing_opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class PlanVersion(models.Model):
    """The text of a plan of allocation as it stood; never changed, only followed by another."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_plan_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} plan {self.number}"


class EarlierNoticeKey(models.Model):
    """A key that notices were printed with before another took its place. They are still read,
    unless the key became known to somebody and was revoked."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="earlier_notice_keys")
    key = models.BinaryField(max_length=32)
    retired_at = models.DateTimeField()
    is_revoked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-retired_at", "-id"]

    def __str__(self) -> str:
        return f"notice key of {self.matter_id} until {self.retired_at:%Y-%m-%d}"
