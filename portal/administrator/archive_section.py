"""The claimant's archive on the claim's page."""

from dataclasses import dataclass

from claims.casework.intake import archive_uploads
from claims.models import Claim
from claims.plans import MatterPlan
from portal.archives.archive_text import SubjectText, archive_texts, unread_line
from portal.archives.comparison_rows import ComparisonRow, comparison_rows


@dataclass(frozen=True)
class ArchiveSection:
    """What the archive says, and the same beside the records; both empty without one. `unread` of
    one that came with the claim and is not read, or was refused."""

    said: list[SubjectText]
    compared: list[ComparisonRow]
    unread: str


def archive_section(claim: Claim, plan: MatterPlan) -> ArchiveSection:
    """The sheet of a claim that was fetched with its account and archive."""
    upload = archive_uploads.upload_of(claim)
    return ArchiveSection(
        archive_texts(claim),
        comparison_rows(claim, plan, shows_contacts=True),
        unread_line(upload) if upload else "",
    )
