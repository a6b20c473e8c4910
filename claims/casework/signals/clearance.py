"""A claimant shows control of a contact on file: kept on the claim, and a hold ends."""

from datetime import datetime

from claims.audit import Actor
from claims.casework import lifecycle
from claims.casework.lifecycle.contact_proofs import is_contact_on_file
from claims.casework.signals.score_holds import release_claims
from claims.models import Claim, ContactProof, EventKind, Hold, Status


def record_contact_proof(
    claim: Claim, account_pk: int, by: ContactProof.By, *, actor: Actor, at: datetime
) -> bool:
    """Keep that the claim's author controls a contact of this account, and release a hold.

    False, and nothing is kept, where the claim is matched to another account by now. Doing it twice
    changes nothing the second time.
    """
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        if locked.account_id != account_pk:
            return False
        _, is_new = ContactProof.objects.get_or_create(
            claim=locked, account_id=account_pk, defaults={"by": by, "at": at}
        )
        if is_new:
            work.trail.add(locked, EventKind.CONTACT_PROVED, actor, {"by": by.value})
        if locked.status == Status.HOLD_FRAUD:
            release_claims([locked], Hold.Way.PROOF, work.trail, actor)
    return True


def record_own_address_proof(claim: Claim, *, actor: Actor, at: datetime) -> bool:
    """The same for whoever entered the code sent to the claim's own address, where that is on file;
    whether it was."""
    if not is_contact_on_file(claim) or claim.account_id is None:
        return False
    return record_contact_proof(
        claim, claim.account_id, ContactProof.By.OWN_ADDRESS, actor=actor, at=at
    )
