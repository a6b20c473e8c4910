"""What a claim's author submitted, as label and value, for pages and for the copy."""

from django.utils.translation import gettext as _

from claims.archives import ArchiveSummary
from claims.models import ArchiveEvidence, Claim
from portal import court_clock
from portal.archives.saying import in_short
from portal.claimant import countries


def rows(claim: Claim) -> list[tuple[str, str]]:
    """Label and value of each answer, in the language of the page; a blank value was not given."""
    address = [claim.street, claim.city, claim.state, claim.postal_code]
    country = countries.name_of(claim.country) if claim.country else ""
    archive: ArchiveEvidence | None = getattr(claim, "archive", None)
    given = in_short(ArchiveSummary.from_json(archive.summary)) if archive else ""
    return [
        (_("Name"), " ".join(filter(None, (claim.first_name, claim.last_name)))),
        (_("E-mail address"), claim.email),
        (_("Telephone number"), claim.phone),
        (_("Postal address"), "\n".join(filter(None, [*address, country]))),
        (_("LinkedIn profile"), claim.profile_url),
        (_("Notice ID"), claim.notice_id),
        *([(_("LinkedIn archive"), given)] if given else []),
        (_("Received"), court_clock.moment_text(claim.filed_at, claim.matter)),
    ]
