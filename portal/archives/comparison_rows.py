"""An archive beside the records in words.

The administrator reads both sides as they are. The claimant, who proved control of a contact on
file, reads counts, days and sums of the account, and of names and addresses on file only whether
they are the same.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.models import Claim
from claims.plans import MatterPlan
from claims.records.archives.archive_comparison import (
    ArchiveAgreement,
    ComparedSubject,
    ComparisonLine,
    Hindrance,
)
from portal.archives.archive_text import sums_text
from portal.web.court_clock import day_text

logger = logging.getLogger(__name__)

_SUBJECT_LABELS: Mapping[ComparedSubject, Promise] = {
    ComparedSubject.MESSAGES: gettext_lazy("Messages in the class period"),
    ComparedSubject.SENT: gettext_lazy("Messages sent"),
    ComparedSubject.RECEIVED: gettext_lazy("Messages received"),
    ComparedSubject.MONTHS: gettext_lazy("Months with messages"),
    ComparedSubject.PREMIUM: gettext_lazy("Premium in the class period"),
    ComparedSubject.PAID: gettext_lazy("Paid for Premium, at any time"),
    ComparedSubject.EMAILS: gettext_lazy("E-mail addresses"),
    ComparedSubject.PROFILE: gettext_lazy("Profile address"),
    ComparedSubject.NAME: gettext_lazy("Name"),
    ComparedSubject.OPENED: gettext_lazy("Account opened"),
}
_WHY_LABELS: Mapping[Hindrance, Promise] = {
    Hindrance.NOT_IN_ARCHIVE: gettext_lazy("the archive does not say"),
    Hindrance.ARCHIVE_UNSURE: gettext_lazy("the archive is not clear"),
    Hindrance.OTHER_PERIOD: gettext_lazy("the class period has changed since"),
    Hindrance.NOT_IN_RECORDS: gettext_lazy("the records do not say"),
    Hindrance.RECORDS_INCOMPLETE: gettext_lazy("the records of this account are not complete"),
}


class AgreementMark(Enum):
    """How the agreement of a line looks."""

    AGREES = (ArchiveAgreement.AGREES, "✓", gettext_lazy("Agrees"))
    DIFFERS = (ArchiveAgreement.DIFFERS, "✗", gettext_lazy("Differs"))
    CANNOT = (ArchiveAgreement.CANNOT, "–", gettext_lazy("Cannot be compared"))

    def __init__(self, agreement: ArchiveAgreement, icon: str, words: Promise) -> None:
        self.agreement = agreement
        self.icon = icon
        self.words = words


@dataclass(frozen=True)
class ComparisonRow:
    """One row of the table."""

    label: Promise
    archive: str
    records: str
    mark: AgreementMark
    why: Promise | str


def comparison_rows(claim: Claim, plan: MatterPlan, *, shows_contacts: bool) -> list[ComparisonRow]:
    """The table; empty without an archive, an account or records that can be read. `shows_contacts`
    gives names and addresses on file as they are."""
    if claim.account is None or not hasattr(claim, "archive"):
        return []
    # Only here: it reads the records, by DuckDB, and few claims come with an archive.
    from claims.records.archive_check import archive_comparison_lines
    from claims.records.lookup import ProductionAltered

    try:
        lines = archive_comparison_lines(claim, plan)
    except ProductionAltered as problem:
        logger.error("%s", problem)
        return []
    return [_comparison_row(line, shows_contacts) for line in lines]


def _comparison_row(line: ComparisonLine, shows_contacts: bool) -> ComparisonRow:
    archive, records = _SIDE_TEXTS[line.subject]
    is_withheld = line.subject in _CONTACTS and not shows_contacts
    return ComparisonRow(
        label=_SUBJECT_LABELS[line.subject],
        archive=archive(line.archive) if line.archive else "–",
        records=_on_file_text(line) if is_withheld else records(line.records),
        mark=next(mark for mark in AgreementMark if mark.agreement == line.agreement),
        why=_WHY_LABELS[line.why] if line.why else "",
    )


_CONTACTS = frozenset({ComparedSubject.EMAILS, ComparedSubject.PROFILE, ComparedSubject.NAME})


def _on_file_text(line: ComparisonLine) -> str:
    if line.agreement == ArchiveAgreement.CANNOT:
        return "–"
    if line.agreement == ArchiveAgreement.DIFFERS:
        return _("Another one on file")
    if line.subject == ComparedSubject.EMAILS:
        count = line.archive["on_file"]
        return _("%(count)d of them on file") % {"count": count}
    return _("The same on file")


def _count_text(values: Mapping[str, Any]) -> str:
    return f"{values['count']:,}"


def _direction_count_text(values: Mapping[str, Any]) -> str:
    if not values["unknown"]:
        return _count_text(values)
    return _("%(count)s, and up to %(unknown)s more") % {
        "count": _count_text(values),
        "unknown": f"{values['unknown']:,}",
    }


def _message_count_text(values: Mapping[str, Any]) -> str:
    return _("%(count)s, of them %(inmail)s InMail") % {
        "count": _count_text(values),
        "inmail": f"{values['inmail']:,}",
    }


def _receipts_text(values: Mapping[str, Any]) -> str:
    receipts = values["receipts"]
    words = ngettext("%(count)d receipt", "%(count)d receipts", receipts) % {"count": receipts}
    if not receipts:
        return words
    return _("%(receipts)s, %(covered)d on days of a subscription on record") % {
        "receipts": words,
        "covered": values["covered"],
    }


def _premium_days_text(values: Mapping[str, Any]) -> str:
    days = values["days"]
    return ngettext("%(count)s day of paid Premium", "%(count)s days of paid Premium", days) % {
        "count": f"{days:,}"
    }


def _sums_text(values: Mapping[str, Any]) -> str:
    return sums_text(values["sums"]) or _("nothing")


def _addresses_text(values: Mapping[str, Any]) -> str:
    return "; ".join(values["addresses"])


def _plain_text(values: Mapping[str, Any]) -> str:
    return str(values["text"])


def _day_text(values: Mapping[str, Any]) -> str:
    return day_text(values["day"]) if values["day"] else "–"


_SideText = Callable[[Mapping[str, Any]], str]
_SIDE_TEXTS: Mapping[ComparedSubject, tuple[_SideText, _SideText]] = {
    ComparedSubject.MESSAGES: (_count_text, _message_count_text),
    ComparedSubject.SENT: (_direction_count_text, _count_text),
    ComparedSubject.RECEIVED: (_direction_count_text, _count_text),
    ComparedSubject.MONTHS: (_count_text, _count_text),
    ComparedSubject.PREMIUM: (_receipts_text, _premium_days_text),
    ComparedSubject.PAID: (_sums_text, _sums_text),
    ComparedSubject.EMAILS: (_addresses_text, _addresses_text),
    ComparedSubject.PROFILE: (_plain_text, _plain_text),
    ComparedSubject.NAME: (_plain_text, _plain_text),
    ComparedSubject.OPENED: (_day_text, _day_text),
}
