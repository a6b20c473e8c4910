"""What a claim's author said, as it is hashed when it arrives and checked ever after."""

from claims.audit.chain import moment_text
from claims.models import Claim

_FIELDS = (
    "medium",
    "first_name",
    "last_name",
    "email",
    "phone",
    "profile_url",
    "notice_id",
    "street",
    "city",
    "state",
    "postal_code",
    "country",
    "signed",
    "declaration",
)


def submission_content(claim: Claim) -> dict[str, object]:
    """The columns that never change, ready for `sha256_of`."""
    content = {name: getattr(claim, name) for name in _FIELDS}
    if claim.birth_date:
        content["birth_date"] = claim.birth_date
    content["external_ref"] = claim.external_ref or ""
    content["filed_at"] = moment_text(claim.filed_at)
    content["postmarked_on"] = claim.postmarked_on.isoformat() if claim.postmarked_on else ""
    return content
