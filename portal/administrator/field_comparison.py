"""What the claim says beside what the records say, field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.matching.email_addresses import email_key, email_keys
from claims.matching.keys import name_key, profile_key
from claims.models import Account, Claim
from claims.texts import one_line


class FieldAgreement(Enum):
    """Whether the two say the same, after trimming and case-folding as matching does."""

    AGREES = ("agrees", "✓", _("Agrees"))
    DIFFERS = ("differs", "✗", _("Differs"))
    NOT_IN_THE_CLAIM = ("missing", "–", _("Not in the claim"))
    NOT_IN_THE_RECORDS = ("missing", "–", _("Not in the records"))
    IN_NEITHER = ("missing", "–", _("In neither"))

    def __init__(self, name: str, icon: str, words: Promise) -> None:
        self.css = name
        self.icon = icon
        self.words = words


@dataclass(frozen=True)
class FieldComparison:
    """One field, both sides as they are used."""

    label: Promise
    claimed: str
    recorded: str
    agreement: FieldAgreement


KeyFunction = Callable[[str | None], str | None]

_COLUMNS: tuple[tuple[str, Promise, KeyFunction], ...] = (
    ("first_name", _("First name"), name_key),
    ("last_name", _("Family name"), name_key),
    ("email", _("E-mail address"), email_key),
    ("profile_url", _("Profile address"), profile_key),
    ("street", _("Street"), name_key),
    ("city", _("City"), name_key),
    ("state", _("State"), name_key),
    ("postal_code", _("Postal code"), name_key),
    ("country", _("Country"), name_key),
)


def field_comparisons(claim: Claim, account: Account) -> list[FieldComparison]:
    """Every field that both a claim and an account have."""
    return [
        FieldComparison(
            label,
            getattr(claim.particulars, name),
            _recorded_text(account, name),
            _field_agreement(name, getattr(claim.particulars, name), account, key),
        )
        for name, label, key in _COLUMNS
    ]


def _recorded_text(account: Account, name: str) -> str:
    value = one_line(getattr(account, name))
    if name == "email" and account.other_emails:
        return "; ".join(filter(None, (value, one_line(account.other_emails))))
    return value


def _field_agreement(name: str, claimed: str, account: Account, key: KeyFunction) -> FieldAgreement:
    recorded = _recorded_text(account, name)
    if not claimed:
        return FieldAgreement.NOT_IN_THE_CLAIM if recorded else FieldAgreement.IN_NEITHER
    if not recorded:
        return FieldAgreement.NOT_IN_THE_RECORDS
    if name == "email":
        found = bool(set(email_keys(claimed)) & set(email_keys(recorded)))
    else:
        found = key(claimed) is not None and key(claimed) == key(recorded)
    return FieldAgreement.AGREES if found else FieldAgreement.DIFFERS
