"""Work that a committed transaction asked for. The database is the truth, the broker a doorbell."""

from django.db import models

from claims.models.claim import Claim
from claims.models.matter import Matter


class OutboxEntry(models.Model):
    """One piece of work, done once: `done_at` is set in the transaction that does it."""

    class Topic(models.TextChoices):
        ASSESS_CLAIM = "assess_claim"
        LINK_CLAIMS = "link_claims"
        TALLY_STAGE = "tally_stage"
        SEND_LETTER = "send_letter"
        COMPARE = "compare"
        READ_ARCHIVE = "read_archive"

    topic = models.CharField(max_length=12, choices=Topic)
    key = models.CharField(max_length=100)
    subject_id = models.BigIntegerField(help_text="Primary key of what the work is about.")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="one_outbox_entry_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["published_at", "id"],
                name="outbox_waiting",
                condition=models.Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Letter(models.Model):
    """A message to a claimant; its words come from a template when it is sent."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt"
        ASKED = "asked"
        REMINDER = "reminder"
        DECIDED = "decided"
        WITHDRAWN = "withdrawn"
        MERGED = "merged"
        PARTED = "parted"
        # A one-time code. The row holds none: the worker makes it as it writes the e-mail.
        CODE = "code"
        # The same for proving control: to the addresses on file for the claim's account, if any.
        PROOF = "proof"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="letters")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=60, help_text="Unique within the claim and the kind.")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "key"], name="one_letter_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for claim {self.claim_id}"
