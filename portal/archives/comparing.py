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
from claims.records.archives.comparison import Agreement, Line, Subject, Why
from portal.archives.saying import sums_text
from portal.web.court_clock import day_text

logger = logging.getLogger(__name__)

_LABELS: Mapping[Subject, Promise] = {
    Subject.MESSAGES: gettext_lazy("Messages in the class period"),
    Subject.SENT: gettext_lazy("Messages sent"),
    Subject.RECEIVED: gettext_lazy("Messages received"),
    Subject.MONTHS: gettext_lazy("Months with messages"),
    Subject.PREMIUM: gettext_lazy("Premium in the class period"),
    Subject.PAID: gettext_lazy("Paid for Premium, at any time"),
    Subject.EMAILS: gettext_lazy("E-mail addresses"),
    Subject.PROFILE: gettext_lazy("Profile address"),
    Subject.NAME: gettext_lazy("Name"),
    Subject.OPENED: gettext_lazy("Account opened"),
}
_WHY: Mapping[Why, Promise] = {
    Why.NOT_IN_ARCHIVE: gettext_lazy("the archive does not say"),
    Why.ARCHIVE_UNSURE: gettext_lazy("the archive is not clear"),
    Why.OTHER_PERIOD: gettext_lazy("the class period has changed since"),
    Why.NOT_IN_RECORDS: gettext_lazy("the records do not say"),
    Why.RECORDS_INCOMPLETE: gettext_lazy("the records of this account are not complete"),
}


class Mark(Enum):
    """How the agreement of a line looks."""

    AGREES = (Agreement.AGREES, "✓", gettext_lazy("Agrees"))
    DIFFERS = (Agreement.DIFFERS, "✗", gettext_lazy("Differs"))
    CANNOT = (Agreement.CANNOT, "–", gettext_lazy("Cannot be compared"))

    def __init__(self, agreement: Agreement, icon: str, words: Promise) -> None:
        self.agreement = agreement
        self.icon = icon
        self.words = words


@dataclass(frozen=True)
class LineInWords:
    """One row of the table."""

    label: Promise
    archive: str
    records: str
    mark: Mark
    why: Promise | str


def compared(claim: Claim, plan: MatterPlan, *, shows_contacts: bool) -> list[LineInWords]:
    """The table; empty without an archive, an account or records that can be read. `shows_contacts`
    gives names and addresses on file as they are."""
    if claim.account is None or not hasattr(claim, "archive"):
        return []
    # Only here: it reads the records, by DuckDB, and few claims come with an archive.
    from claims.records.archive import compared_with_records
    from claims.records.lookup import ProductionAltered

    try:
        lines = compared_with_records(claim, plan)
    except ProductionAltered as problem:
        logger.error("%s", problem)
        return []
    return [_in_words(line, shows_contacts) for line in lines]


def _in_words(line: Line, shows_contacts: bool) -> LineInWords:
    archive, records = _SIDES[line.subject]
    is_withheld = line.subject in _CONTACTS and not shows_contacts
    return LineInWords(
        label=_LABELS[line.subject],
        archive=archive(line.archive) if line.archive else "–",
        records=_whether_on_file(line) if is_withheld else records(line.records),
        mark=next(mark for mark in Mark if mark.agreement == line.agreement),
        why=_WHY[line.why] if line.why else "",
    )


_CONTACTS = frozenset({Subject.EMAILS, Subject.PROFILE, Subject.NAME})


def _whether_on_file(line: Line) -> str:
    if line.agreement == Agreement.CANNOT:
        return "–"
    if line.agreement == Agreement.DIFFERS:
        return _("Another one on file")
    if line.subject == Subject.EMAILS:
        count = line.archive["on_file"]
        return _("%(count)d of them on file") % {"count": count}
    return _("The same on file")


def _count(values: Mapping[str, Any]) -> str:
    return f"{values['count']:,}"


def _count_of_way(values: Mapping[str, Any]) -> str:
    if not values["unknown"]:
        return _count(values)
    return _("%(count)s, and up to %(unknown)s more") % {
        "count": _count(values),
        "unknown": f"{values['unknown']:,}",
    }


def _messages_held(values: Mapping[str, Any]) -> str:
    return _("%(count)s, of them %(inmail)s InMail") % {
        "count": _count(values),
        "inmail": f"{values['inmail']:,}",
    }


def _premium_said(values: Mapping[str, Any]) -> str:
    receipts = values["receipts"]
    words = ngettext("%(count)d receipt", "%(count)d receipts", receipts) % {"count": receipts}
    if not receipts:
        return words
    return _("%(receipts)s, %(covered)d on days of a subscription on record") % {
        "receipts": words,
        "covered": values["covered"],
    }


def _premium_held(values: Mapping[str, Any]) -> str:
    days = values["days"]
    return ngettext("%(count)s day of paid Premium", "%(count)s days of paid Premium", days) % {
        "count": f"{days:,}"
    }


def _sums(values: Mapping[str, Any]) -> str:
    return sums_text(values["sums"]) or _("nothing")


def _addresses(values: Mapping[str, Any]) -> str:
    return "; ".join(values["addresses"])


def _text(values: Mapping[str, Any]) -> str:
    return str(values["text"])


def _day(values: Mapping[str, Any]) -> str:
    return day_text(values["day"]) if values["day"] else "–"


_Side = Callable[[Mapping[str, Any]], str]
_SIDES: Mapping[Subject, tuple[_Side, _Side]] = {
    Subject.MESSAGES: (_count, _messages_held),
    Subject.SENT: (_count_of_way, _count),
    Subject.RECEIVED: (_count_of_way, _count),
    Subject.MONTHS: (_count, _count),
    Subject.PREMIUM: (_premium_said, _premium_held),
    Subject.PAID: (_sums, _sums),
    Subject.EMAILS: (_addresses, _addresses),
    Subject.PROFILE: (_text, _text),
    Subject.NAME: (_text, _text),
    Subject.OPENED: (_day, _day),
}
