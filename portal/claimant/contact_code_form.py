"""Showing that an account is one's own: the form, and for whom the offer stands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.casework.lifecycle import MOVES
from claims.models import Claim, Status
from portal.claimant.question_forms import CodeForm


class ContactCodeForm(CodeForm):
    """The code that went to an address on file."""

    code = forms.CharField(
        label=_("Eight-digit code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code from the e-mail")},
    )


def can_prove_contact(claim: Claim) -> bool:
    """To everybody whose claim is not final, held or not, matched or not: it tells nothing."""
    return bool(MOVES[Status(claim.status)])
