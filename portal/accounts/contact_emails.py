"""The letter with the code that proves control of a contact on file.

It goes to whoever holds the account, who may be a stranger to the claim: it greets nobody, repeats
nothing that the claim says but its reference, and no recipient sees another's address.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from claims.casework.docket import current_plan
from claims.casework.lifecycle.contact_proofs import addresses_on_file
from claims.models import Letter
from portal.accounts import contact_codes
from portal.accounts.one_time_codes import WORTH_SENDING_FOR

_log = logging.getLogger(__name__)
MOST_ADDRESSES = 5


def send_contact_code(letter: Letter, at: datetime) -> bool:
    """Send the code to each address on file; False when there is none, or nobody waits any more.

    A mail server that does not answer raises OSError or smtplib.SMTPException.
    """
    claim = letter.claim
    account = claim.account
    to = list(addresses_on_file(account))[:MOST_ADDRESSES] if account else []
    if account is None or not to or at - letter.created_at > WORTH_SENDING_FOR:
        # Which of them it was would tell who is in the class.
        _log.info("letter %s had nobody to go to", letter.pk)
        return False
    # Together, so that a code that no mail server took is none of the few that there may be.
    with transaction.atomic():
        code = contact_codes.issue(claim, account, at)
        if code is not None:
            _send_emails(letter, code, to)
    return code is not None


def _send_emails(letter: Letter, code: str, to: Sequence[str]) -> None:
    claim, matter = letter.claim, letter.matter
    language = claim.language if claim.language in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        context = {
            "kind": letter.kind,
            "matter": matter,
            "claim": claim,
            "plan": current_plan(matter),
            "name": "",
            "status_url": settings.SITE_URL + reverse("claimant:find", args=[matter.slug]),
            "code": code,
            "minutes": contact_codes.CONTACT.minutes,
        }
        subject = " ".join(render_to_string("letters/subject.txt", context).split())
        body = render_to_string("letters/proof.txt", context).strip() + "\n"
    get_connection().send_messages([EmailMessage(subject, body, to=[each]) for each in to])
