"""Whether a claim's author proved control of a contact that is on file for its account."""

from claims.models import AccountKey, Claim


def proves_contact(claim: Claim) -> bool:
    """Ask only for somebody who opened the claim with its one-time code.

    The code went to the claim's own e-mail address, so who entered it controls that address. It is
    a contact on file when the class list has it under the very account that the claim is matched
    to; under any other account, or for a claim without one, it proves nothing.
    """
    if claim.account_id is None or not claim.email_key:
        return False
    on_file = AccountKey.objects.filter(account_id=claim.account_id, kind=AccountKey.Kind.EMAIL)
    return on_file.filter(value=claim.email_key).exists()
