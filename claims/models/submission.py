"""What makes a second try the same claim, a draft on its way, and opt-outs."""

from django.db import models

from claims.models.claim import Channel, Claim
from claims.models.matter import Matter


class SubmissionKey(models.Model):
    """The natural key of a submission: a draft's ID, an Idempotency-Key, or an external_ref."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel)
    key = models.CharField(max_length=255)
    body_sha256 = models.CharField(max_length=64)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="submission_keys")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "channel", "key"], name="one_claim_a_submission_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class Draft(models.Model):
    """Answers so far on the web form; found only by the random key in the visitor's session."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="drafts")
    key = models.CharField(max_length=43, unique=True)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="drafts"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Exclusion(models.Model):
    """An opt-out: somebody who asked to be left out of the class. Blank identifiers are unused."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="exclusions")
    external_ref = models.CharField(max_length=200, blank=True, default="")
    email_key = models.TextField(blank=True, default="")
    account_id = models.CharField(max_length=200, blank=True, default="")
    received_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "external_ref", "email_key", "account_id"],
                name="one_exclusion_a_person",
            ),
            models.CheckConstraint(
                name="exclusion_names_somebody",
                condition=~models.Q(external_ref="", email_key="", account_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "email_key"], name="exclusion_email"),
            models.Index(fields=["matter", "account_id"], name="exclusion_account"),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"


class OptOutAddress(models.Model):
    """An e-mail address of an opt-out as today's rules read it, where the opt-out's own key, which
    is in a hash of the trail and never changes, was made by earlier ones."""

    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="addresses")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    value = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exclusion", "value"], name="one_address_of_an_exclusion"
            ),
        ]
        indexes = [models.Index(fields=["matter", "value"], name="opt_out_address")]

    def __str__(self) -> str:
        return f"address of exclusion {self.exclusion_id}"
