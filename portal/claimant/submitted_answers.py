"""What a claim's author submitted, as label and value, for pages and for the copy."""

from django.utils.translation import gettext as _

from claims.casework.intake import archive_uploads
from claims.models import ArchiveEvidence, Claim
from claims.records.archives import ArchiveSummary
from portal.archives.archive_text import summary_line, unread_line
from portal.claimant import countries
from portal.web import court_clock


def answer_rows(claim: Claim) -> list[tuple[str, str]]:
    """Label and value of each answer, in the language of the page; a blank value was not given."""
    said = claim.particulars
    address = [said.street, said.city, said.state, said.postal_code]
    country = countries.name_of(claim.country) if claim.country else ""
    archive: ArchiveEvidence | None = getattr(claim, "archive", None)
    upload = archive_uploads.upload_of(claim)
    if archive:
        given = summary_line(ArchiveSummary.from_json(archive.summary))
    else:
        given = unread_line(upload) if upload else ""
    return [
        (_("Name"), said.name),
        (_("E-mail address"), said.email),
        (_("Telephone number"), said.phone),
        (_("Postal address"), "\n".join(filter(None, [*address, country]))),
        (_("LinkedIn profile"), said.profile_url),
        (_("Notice ID"), said.notice_id),
        *([(_("LinkedIn archive"), given)] if given else []),
        (_("Received"), court_clock.moment_text(claim.filed_at, claim.matter)),
    ]
