"""The trail: what happened to a claim or a matter, in a chain of hashes that only grows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.matter import Matter


class EventKind(models.TextChoices):
    """The closed list of what the trail can say."""

    SUBMITTED = "submitted", _("Claim received")
    MOVED = "moved", _("Status changed")
    MATCHED = "matched", _("Account looked for")
    ASSESSED = "assessed", _("Criteria checked")
    DECIDED = "decided", _("Decision made")
    PROPOSED = "proposed", _("Decision proposed, waiting for a second person")
    ASKED = "asked", _("More information asked for")
    ANSWERED = "answered", _("Answer received")
    WITHDREW = "withdrew", _("Claim withdrawn")
    EXCLUDED = "excluded", _("Opt-out recorded")
    ARCHIVE_RECEIVED = "archive_received", _("Archive received")
    ARCHIVE_DELETED = "archive_deleted", _("Archive file deleted")
    DUPLICATE = "duplicate", _("Looks like another claim")
    RESTORED = "restored", _("Put back to how it stood")
    PUT_ASIDE = "put_aside", _("Put aside: work on it failed")
    TAKEN_UP = "taken_up", _("Taken up again")
    VIEWED = "viewed", _("Claim looked at")
    NOTICE_IDS_WRITTEN = "notice_ids_written", _("Notice IDs written for printing")
    NOTICE_KEY_CHANGED = "notice_key_changed", _("Key of the notice IDs changed")
    SAMPLE_DRAWN = "sample_drawn", _("Random sample drawn")
    AUDITED = "audited", _("Looked at again, as one of a random sample")
    LETTER_SENT = "letter_sent", _("Message sent")
    SCORED = "scored", _("Signals scored")
    CONTACT_PROVED = "contact_proved", _("Control of a contact on file shown")
    PLAN_OPENED = "plan_opened", _("Plan opened")
    PRODUCTION_IMPORTED = "production_imported", _("Records imported")
    EXCLUSIONS_IMPORTED = "exclusions_imported", _("Opt-outs imported")
    VALUE_READ = "value_read", _("Value in the records read")
    LINKAGE_TRAINED = "linkage_trained", _("Linkage model trained")
    SIGNALS_SET = "signals_set", _("Rules of the signals set")
    ALL_SCORED = "all_scored", _("Signals of all claims scored")
    TALLY_STARTED = "tally_started", _("Tally started")
    TALLY_CANCELLED = "tally_cancelled", _("Tally cancelled")
    TALLY_SEALED = "tally_sealed", _("Tally sealed")
    EXPORTED = "exported", _("Export written")


class Event(models.Model):
    """One link of a chain. A claim's chain has `claim`; the matter's own chain has none.

    The database refuses UPDATE, DELETE, TRUNCATE and replacing inserts (claims.audit.triggers).
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField(help_text="1 for the first event of the chain.")
    kind = models.CharField(max_length=20, choices=EventKind)
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    previous_sha256 = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["matter_id", "claim_id", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "sequence"],
                name="one_event_a_place_in_a_claims_chain",
                condition=models.Q(claim__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["matter", "sequence"],
                name="one_event_a_place_in_a_matters_chain",
                condition=models.Q(claim__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"
