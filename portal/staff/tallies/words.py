"""Kinds of change and their causes, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.tally.differences import Cause, Kind

KIND_WORDS: Mapping[Kind, Promise] = {
    Kind.NEW: _("New claim"),
    Kind.OUTCOME: _("Another outcome"),
    Kind.VERDICT: _("Another verdict"),
    Kind.AMOUNT: _("Another amount"),
}

CAUSE_WORDS: Mapping[Cause, Promise] = {
    Cause.CLAIM: _("The claim itself"),
    Cause.RECORD: _("The defendant’s records"),
    Cause.PLAN: _("Another version of the plan"),
    Cause.ACCOUNT: _("Another claim for the same account"),
    Cause.SHARES: _("What a share comes to, because of other claims"),
    Cause.RULE: _("The program’s own rules"),
}

INPUT_WORDS: Mapping[str, Promise] = {
    "account_id": _("matched to another account, or to none"),
    "withdrawn": _("withdrawn"),
    "opted_out": _("opted out, or no longer"),
    "decision": _("decided by a person"),
    "standing": _("approved, appealed or open again"),
    "signed": _("signed later"),
    "late_accepted": _("accepted although late"),
    "filed_at": _("another day of filing"),
    "medium": _("another way of filing"),
    "postmarked_on": _("another postmark"),
    "given_name": _("another first name"),
    "family_name": _("another family name"),
}

MONEY_WORDS: Mapping[str, Promise] = {
    "payment": _("Paid"),
    "kept": _("Kept in reserve"),
    "withheld": _("Withheld for want of a taxpayer number"),
}
