"""The claimant's own archive: what it says, on the way with a draft and then with the claim."""

from django.db import models

from claims.models.claim import Claim
from claims.models.submission import Draft


class DraftArchive(models.Model):
    """What an uploaded archive says, until the draft is sent or forgotten."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="archive")
    summary = models.JSONField(help_text="ArchiveSummary.as_json of claims.archives.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it was uploaded.")
    kept_path = models.CharField(
        max_length=200, blank=True, default="", help_text="Relative to DATA_DIR; blank: not kept."
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"archive of draft {self.draft_id}"


class ArchiveEvidence(models.Model):
    """What the archive that came with a claim says. `claims.audit` holds it against the trail."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="archive")
    summary = models.JSONField(help_text="ArchiveSummary.as_json of claims.archives.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it was uploaded.")
    kept_path = models.CharField(
        max_length=200, blank=True, default="", help_text="Relative to DATA_DIR; blank: not kept."
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["claim_id"]

    def __str__(self) -> str:
        return f"archive of claim {self.claim_id}"
