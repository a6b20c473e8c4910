"""Claims as the worker handles them: keyed, assessed, and looked at for what they are like."""

from datetime import timedelta
from typing import Any

from claims.audit.trail_check import check_trail as check_audit
from claims.casework import duplicates
from claims.casework.assessment import pending_assessments, store_keys
from claims.casework.lifecycle.restoration import claim_state
from claims.models import Claim, DuplicateFlag, Matter
from tests.factories import NOW, check, file_claim

ANA = {"first_name": "Ana", "last_name": "Díaz", "email": "ana@example.org"}


def handle(matter: Matter, *claims: Claim) -> None:
    """What the worker does with claims that were asked for; and with what it asks for itself."""
    asked = [claim.pk for claim in claims]
    at = NOW + timedelta(hours=1)
    store_keys(Claim.objects.filter(pk__in=asked))
    check(matter, *Claim.objects.filter(pk__in=asked), at=at)
    duplicates.refresh_flags(matter, asked, at)
    work_off(matter)
    for claim in claims:
        claim.refresh_from_db()


def work_off(matter: Matter) -> None:
    """Do what waits in the outbox, and what that asks for."""
    at = NOW + timedelta(hours=1)
    for _ in range(10):
        entries = list(pending_assessments(matter))
        if not entries:
            return
        asked = sorted({entry.subject_id for entry in entries})
        store_keys(Claim.objects.filter(pk__in=asked))
        check(matter, *Claim.objects.filter(pk__in=asked), at=at)
        duplicates.refresh_flags(matter, asked, at)
        pending_assessments(matter).filter(pk__in=[e.pk for e in entries]).update(done_at=at)
    raise AssertionError("the worker asks for itself without end")


def filed(matter: Matter, **changes: Any) -> Claim:
    """A claim that the worker has handled; each is filed a minute after the one before."""
    place = Claim.objects.of(matter).count()
    given = {"filed_at": NOW + timedelta(minutes=place), **changes}
    claim = file_claim(matter, **given)
    handle(matter, claim)
    return claim


def flag_of(claim: Claim) -> DuplicateFlag:
    return DuplicateFlag.objects.select_related("claim__matter", "survivor").get(claim=claim)


def flags(matter: Matter) -> dict[str, tuple[str, str, str]]:
    """Of each flagged claim, by reference: its survivor, the kind and the state."""
    rows = DuplicateFlag.objects.of(matter).select_related("claim", "survivor")
    return {
        flag.claim.external_ref or "": (
            flag.survivor.external_ref or "",
            flag.kind,
            flag.state,
        )
        for flag in rows
    }


def standing(claim: Claim) -> dict[str, Any]:
    """Every moving column of the claim, but for its chain."""
    claim.refresh_from_db()
    return claim_state(claim)


def trails_hold(matter: Matter) -> None:
    """The chains are whole, and the rows are what they say."""
    assert check_audit([matter]).first_break is None
