"""What a claim's author submitted, as label and value, for pages and for the copy."""

from django.utils.translation import gettext as _

from claims.models import Claim
from portal import court_clock
from portal.claimant import countries


def rows(claim: Claim) -> list[tuple[str, str]]:
    """Label and value of each answer, in the language of the page; a blank value was not given."""
    address = [claim.street, claim.city, claim.state, claim.postal_code]
    country = countries.name_of(claim.country) if claim.country else ""
    return [
        (_("Name"), " ".join(filter(None, (claim.first_name, claim.last_name)))),
        (_("E-mail address"), claim.email),
        (_("Telephone number"), claim.phone),
        (_("Postal address"), "\n".join(filter(None, [*address, country]))),
        (_("LinkedIn profile"), claim.profile_url),
        (_("Notice ID"), claim.notice_id),
        (_("Received"), court_clock.moment_text(claim.filed_at, claim.matter)),
    ]
