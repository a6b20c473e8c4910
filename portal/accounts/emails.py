"""E-mails to claimants: their words come from templates/letters when they are sent.

Nothing here writes an address or a name to the log.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from claims.casework.docket import current_plan
from claims.matching.email_addresses import letter_address
from claims.models import Decision, Letter, ReasonCode
from portal.accounts import codes, contact_emails
from portal.accounts.one_time_codes import WORTH_SENDING_FOR
from portal.web import court_clock

_log = logging.getLogger(__name__)
_LONGEST_NAME = 60
_SIGNS_NOT_IN_NAMES = set("/:@<>$€")


def send_letter(letter: Letter, at: datetime) -> bool:
    """Write and send one letter, in the claim's language.

    False when it cannot be sent at all because the claim's e-mail address is none; a mail server
    that does not answer raises OSError or smtplib.SMTPException, and the letter is to be tried
    again.
    """
    if letter.kind == Letter.Kind.PROOF:
        return contact_emails.send_contact_code(letter, at)
    claim = letter.claim
    if letter.kind == Letter.Kind.CODE and at - letter.created_at > WORTH_SENDING_FOR:
        _log.warning("letter %s was not sent: nobody waits for its code any more", letter.pk)
        return False
    to = letter_address(claim.email)
    if to is None:
        _log.warning("letter %s was not sent: its claim has no valid e-mail address", letter.pk)
        return False
    language = claim.language if claim.language in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        context = _letter_context(letter, at)
        subject = render_to_string("letters/subject.txt", context)
        body = render_to_string(f"letters/{letter.kind}.txt", context)
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
    return True


def _letter_context(letter: Letter, at: datetime) -> dict[str, Any]:
    claim, matter = letter.claim, letter.matter
    plan = current_plan(matter)
    context: dict[str, Any] = {
        "kind": letter.kind,
        "matter": matter,
        "claim": claim,
        "plan": plan,
        "name": _greeting_name(letter),
        "filed": court_clock.moment_text(claim.filed_at, matter),
        "status_url": settings.SITE_URL + reverse("claimant:find", args=[matter.slug]),
    }
    if "reason" in letter.data:
        context["reason"] = ReasonCode(letter.data["reason"]).label
    if "survivor" in letter.data:
        context["survivor"] = letter.data["survivor"]
    if "act" in letter.data:
        context["is_approved"] = letter.data["act"] == Decision.Act.APPROVE
    if claim.cure_due_at:
        context["answer_by"] = court_clock.last_day_before(claim.cure_due_at, matter)
    if claim.appeal_due_at:
        context["appeal_by"] = court_clock.last_day_before(claim.appeal_due_at, matter)
    if letter.kind == Letter.Kind.CODE:
        context["mark"] = codes.request_mark(letter.data.get("browser", ""))
        context["code"] = codes.issue(claim, letter.data.get("browser", ""), at)
        context["minutes"] = codes.ACCESS.minutes
    return context


def _greeting_name(letter: Letter) -> str:
    """The name to greet by; blank where it may not be one.

    Anybody can send a claim in with another's e-mail address and words of their own for a name: a
    receipt, which follows unasked, has none of them, and no letter has more than a line.
    """
    claim = letter.claim
    name, typed = claim.particulars.name, f"{claim.first_name} {claim.last_name}".strip()
    may_be_a_name = len(name) <= _LONGEST_NAME and typed.isprintable()
    if letter.kind == Letter.Kind.RECEIPT or not may_be_a_name or set(name) & _SIGNS_NOT_IN_NAMES:
        return ""
    return name
