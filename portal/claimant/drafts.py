"""The visitor's own draft of a claim, found by the random key in the session and nothing else."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from claims.audit import Actor
from claims.casework import intake
from claims.casework.intake import FilingTrace, Submission, archive_uploads
from claims.casework.intake.expired_drafts import DRAFT_LIFETIME, forget_expired_drafts
from claims.models import Channel, Claim, Draft, Matter, Medium
from portal.accounts.access import MatterRequest
from portal.claimant.declaration_text import declaration_text
from portal.claimant.questions import Answers

_SESSION_KEY = "drafts"
_FIELDS = (
    *("first_name", "last_name", "email", "phone", "street", "city", "state", "postal_code"),
    *("country", "profile_url", "notice_id"),
)


def draft_of(request: HttpRequest, matter: Matter, at: datetime) -> Draft | None:
    """The draft that this visitor started in this matter, sent or not; None if none is left."""
    key = request.session.get(_SESSION_KEY, {}).get(matter.slug)
    if key is None:
        return None
    return (
        Draft.objects.filter(matter=matter, key=key, changed_at__gt=at - DRAFT_LIFETIME)
        .select_related("submitted_claim")
        .first()
    )


def draft_or_redirect(request: MatterRequest) -> Draft | HttpResponse:
    """The visitor's draft, or where to go instead: to the start without one, to the confirmation
    when it was sent."""
    draft = draft_of(request, request.matter, timezone.now())
    if draft is None:
        return redirect("claimant:start", slug=request.matter.slug)
    if draft.submitted_claim_id is not None:
        return redirect("claimant:confirmation", slug=request.matter.slug)
    return draft


def start_draft(request: HttpRequest, matter: Matter, at: datetime, *, another: bool) -> Draft:
    """The visitor's draft, a new one if there is none; drafts that nobody can reach any more go.

    With `another`, a draft that was sent is left behind and a new one begun; one that was not sent
    is always taken up again, so that a double click or a second tab does not begin two claims.
    """
    draft = draft_of(request, matter, at)
    if draft is not None and not (another and draft.submitted_claim_id):
        return draft
    forget_expired_drafts(at)
    draft = Draft.objects.create(
        matter=matter, key=secrets.token_urlsafe(32), started_at=at, changed_at=at
    )
    keys = request.session.get(_SESSION_KEY, {})
    request.session[_SESSION_KEY] = {**keys, matter.slug: draft.key}
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    return draft


def record_answers(draft: Draft, answers: Answers, at: datetime) -> None:
    """Add answers to a draft. A draft that was sent meanwhile, in another tab, stays as it was."""
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.submitted_claim_id is None:
            locked.answers = {**locked.answers, **answers}
            locked.changed_at = at
            locked.save(update_fields=["answers", "changed_at"])


def submit_draft(
    draft: Draft, typed_name: str, at: datetime, seen: FilingTrace | None = None
) -> Claim:
    """Make the draft a claim, once; a draft that was sent before gives the claim it became.

    The lock makes two requests of a double click come one after the other. Raises
    intake.CannotSubmit.
    """
    language = translation.get_language() or "en"
    with transaction.atomic():
        locked = (
            Draft.objects.select_for_update(of=("self",)).select_related("matter").get(pk=draft.pk)
        )
        if locked.submitted_claim is not None:
            return locked.submitted_claim
        answers: Answers = locked.answers
        words = declaration_text(answers["signing_country"], locked.matter.time_zone, at)
        given: dict[str, Any] = {name: answers.get(name, "") for name in _FIELDS}
        signature = words.signed(
            name=typed_name, place=answers.get("signing_place", ""), language=language
        )
        receipt = intake.submit(
            locked.matter,
            Submission(
                filed_at=at,
                medium=Medium.WEB,
                signed=True,
                declaration=signature | {"signing_country": answers["signing_country"]},
                language=language,
                **given,
            ),
            channel=Channel.WEB,
            key=locked.key,
            actor=Actor("claimant"),
            at=at,
            seen=seen or FilingTrace(),
        )
        archive_uploads.attach_to_claim(locked, receipt.claim, actor=Actor("claimant"), at=at)
        locked.submitted_claim = receipt.claim
        # The claim holds them now; a second copy would only be one more to lose.
        locked.answers = {}
        locked.changed_at = at
        locked.save(update_fields=["submitted_claim", "answers", "changed_at"])
    return receipt.claim


def forget_drafts(request: HttpRequest) -> None:
    """Take every draft out of the visitor's session; a claim that was sent stays a claim."""
    request.session.pop(_SESSION_KEY, None)
