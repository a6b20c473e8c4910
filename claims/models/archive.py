"""The claimant's own archive: its file until it is read, and what it says, with a draft and then
with the claim."""

from typing import Self

from django.db import models

from claims.models.claim import Claim
from claims.models.submission import Draft


class ArchiveUploadQuerySet(models.QuerySet["ArchiveUpload"]):
    """Uploads, the oldest first."""

    def unread(self) -> Self:
        """Those that wait and those being read."""
        return self.filter(fault="")


class ArchiveUpload(models.Model):
    """A file that came with a draft, until a worker has read it. One that was refused stays as the
    reason why, without its file."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="upload")
    path = models.CharField(
        max_length=200, blank=True, help_text="Relative to DATA_DIR; blank: refused, and deleted."
    )
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    keeps_file = models.BooleanField(help_text="Whether the claimant wants the file kept.")
    added_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(
        null=True, unique=True, help_text="Of the places where archives are read; null: not now."
    )
    begun = models.PositiveSmallIntegerField(default=0, help_text="How often reading was begun.")
    seen_at = models.DateTimeField(null=True, help_text="When its reader last said that it reads.")
    read_bytes = models.BigIntegerField(default=0, help_text="Unpacked bytes that were read.")
    all_bytes = models.BigIntegerField(default=0, help_text="Unpacked bytes; 0: not known yet.")
    fault = models.CharField(
        max_length=20, blank=True, default="", help_text="Why refused: records.archives.Fault."
    )
    faulty_file = models.CharField(max_length=50, blank=True, default="")

    objects = ArchiveUploadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"upload of draft {self.draft_id}"


class DraftArchive(models.Model):
    """What an uploaded archive says, until the draft is sent or forgotten."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="archive")
    summary = models.JSONField(help_text="ArchiveSummary.as_json of claims.records.archives.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it was uploaded.")
    kept_path = models.CharField(
        max_length=200, blank=True, default="", help_text="Relative to DATA_DIR; blank: not kept."
    )
    kept_bytes = models.BigIntegerField(default=0, db_default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"archive of draft {self.draft_id}"


class ArchiveEvidence(models.Model):
    """What the archive that came with a claim says. `claims.audit` holds it against the trail."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="archive")
    summary = models.JSONField(help_text="ArchiveSummary.as_json of claims.records.archives.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it was uploaded.")
    kept_path = models.CharField(
        max_length=200, blank=True, default="", help_text="Relative to DATA_DIR; blank: not kept."
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["claim_id"]

    def __str__(self) -> str:
        return f"archive of claim {self.claim_id}"
