"""Kinds of change and their causes, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.tally.differences import ChangeCause, ChangeKind

KIND_LABELS: Mapping[ChangeKind, Promise] = {
    ChangeKind.NEW: _("New claim"),
    ChangeKind.OUTCOME: _("Another outcome"),
    ChangeKind.VERDICT: _("Another verdict"),
    ChangeKind.AMOUNT: _("Another amount"),
}

CAUSE_LABELS: Mapping[ChangeCause, Promise] = {
    ChangeCause.CLAIM: _("The claim itself"),
    ChangeCause.RECORD: _("The defendant’s records"),
    ChangeCause.PLAN: _("Another version of the plan"),
    ChangeCause.ACCOUNT: _("Another claim for the same account"),
    ChangeCause.SHARES: _("What a share comes to, because of other claims"),
    ChangeCause.RULE: _("The program’s own rules"),
}

INPUT_LABELS: Mapping[str, Promise] = {
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

MONEY_LABELS: Mapping[str, Promise] = {
    "payment": _("Paid"),
    "kept": _("Kept in reserve"),
    "withheld": _("Withheld for want of a taxpayer number"),
}
