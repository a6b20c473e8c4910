"""The author takes a claim back."""

from datetime import datetime

from claims.audit import Actor
from claims.casework import lifecycle
from claims.casework.intake import archive_uploads
from claims.casework.lifecycle.letters import enqueue_letter
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.models import Claim, Draft, EventKind, Letter


def withdraw_claim(claim: Claim, *, actor: Actor, at: datetime) -> Claim:
    """Withdraw the claim; it stays on file and counts as not complete. An archive that came with it
    and is not read by now is never read.

    Raises lifecycle.CannotMove when money is already on its way or the claim is final.
    """
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        lifecycle.withdraw(locked, work.trail, actor)
        work.trail.add(locked, EventKind.WITHDREW, actor)
        enqueue_letter(locked, Letter.Kind.WITHDRAWN, {}, work.trail)
        # Another claim of the account may be the payable one now.
        occasion = f"withdrawal at {locked.chain_length}"
        assessment_entry(locked.pk, work.matter.pk, occasion, at).save()
    archive_uploads.forget_archives(Draft.objects.filter(submitted_claim=locked))
    return locked
