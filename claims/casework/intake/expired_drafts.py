"""Drafts that nobody can reach any more: they go, with everything that was held with them."""

from datetime import datetime, timedelta

from claims.casework.intake import archive_uploads
from claims.models import Draft

# Long enough to look something up, short enough for a library's computer.
DRAFT_LIFETIME = timedelta(hours=12)


def forget_expired_drafts(at: datetime) -> None:
    """Delete the drafts that were neither sent nor touched for as long as one is kept."""
    unreachable = Draft.objects.filter(submitted_claim=None, changed_at__lte=at - DRAFT_LIFETIME)
    archive_uploads.forget_archives(unreachable)
    unreachable.delete()
