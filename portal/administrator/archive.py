"""The claimant's archive on the claim's page."""

from dataclasses import dataclass

from claims.casework.intake import archives
from claims.models import Claim
from claims.plans import MatterPlan
from portal.archives.comparing import LineInWords, compared
from portal.archives.saying import Said, archive_said, unread


@dataclass(frozen=True)
class ArchiveSheet:
    """What the archive says, and the same beside the records; both empty without one. `unread` of
    one that came with the claim and is not read, or was refused."""

    said: list[Said]
    compared: list[LineInWords]
    unread: str


def archive_sheet(claim: Claim, plan: MatterPlan) -> ArchiveSheet:
    """The sheet of a claim that was fetched with its account and archive."""
    upload = archives.upload_of(claim)
    return ArchiveSheet(
        archive_said(claim),
        compared(claim, plan, shows_contacts=True),
        unread(upload) if upload else "",
    )
