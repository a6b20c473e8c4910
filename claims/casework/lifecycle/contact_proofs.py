"""Who has shown control of a contact on file for the account that a claim is matched to."""

from collections.abc import Iterable, Iterator

from django.db.models import F

from claims.matching.email_addresses import addresses_in
from claims.models import Account, AccountKey, Claim, ContactProof

_NO_ACCOUNT = 0
"""The key of no account."""


def has_proved_contact(claim: Claim) -> bool:
    """Has the claim's author shown control of a contact of the account it is matched to now?

    A proof for an account that it was matched to before does not count. A claim without an account
    is looked for too: how long its page takes must not tell that it has none.
    """
    return ContactProof.objects.filter(
        claim=claim, account=claim.account_id or _NO_ACCOUNT
    ).exists()


def claims_with_proof(claims: Iterable[Claim]) -> set[int]:
    """The same of many claims: the keys of those whose authors have."""
    proofs = ContactProof.objects.filter(
        claim__in=[claim.pk for claim in claims], account=F("claim__account")
    )
    return set(proofs.values_list("claim_id", flat=True))


def is_contact_on_file(claim: Claim) -> bool:
    """Is the claim's own e-mail address one of those on file for its account?"""
    named = AccountKey.objects.filter(
        account=claim.account_id or _NO_ACCOUNT,
        kind=AccountKey.Kind.EMAIL,
        value=claim.email_key or "-",
    )
    return named.exists()


def addresses_on_file(account: Account) -> Iterator[str]:
    """The e-mail addresses of the account that a message can be sent to, each once."""
    seen = set()
    for cell in (account.email, account.other_emails):
        for address in addresses_in(cell):
            if address.key not in seen and not address.is_filler and address.can_be_written_to:
                seen.add(address.key)
                yield address.text
