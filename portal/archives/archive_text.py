"""What an archive says, in words for its owner and for the administrator: no more than it says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from claims.models import ArchiveEvidence, ArchiveUpload, Claim
from claims.money import format_cents
from claims.records.archives import (
    ArchiveEmail,
    ArchiveMessages,
    ArchiveReceipt,
    ArchiveRefused,
    ArchiveSummary,
    Fault,
    FileFault,
    FileKind,
    FileState,
    Undated,
)
from portal.web.court_clock import day_text

_UNREADABLE_TEXTS: dict[FileFault, Promise] = {
    FileFault.NOT_UTF8: gettext_lazy("We could not read %(file)s: it is not UTF-8 text."),
    FileFault.NOT_TEXT: gettext_lazy("We could not read %(file)s: it is not text."),
    FileFault.NO_HEADER: gettext_lazy(
        "We could not read %(file)s: its columns do not have the names that we know."
    ),
    FileFault.TOO_WIDE: gettext_lazy("We could not read %(file)s: it has too many columns."),
    FileFault.BROKEN: gettext_lazy("We could not read %(file)s: it ends in the middle of a row."),
    FileFault.TWICE: gettext_lazy(
        "We did not read %(file)s: the archive has two of them, and we cannot tell which counts."
    ),
}


_UNDATED_TEXTS: dict[Undated, Promise] = {
    Undated.BLANK: gettext_lazy("No date at all"),
    Undated.ORDER: gettext_lazy("Day, month and year cannot be told apart, as in 4/3/24"),
    Undated.ZONE: gettext_lazy("The day depends on which time zone is meant, as with PST"),
    Undated.IMPOSSIBLE: gettext_lazy("There is no such day, as 31 September"),
    Undated.UNKNOWN: gettext_lazy("A way to write dates that we do not know"),
}


@dataclass(frozen=True)
class SubjectText:
    """One subject: a label, and sentences about it."""

    label: str
    lines: list[str]


def summary_texts(summary: ArchiveSummary) -> list[SubjectText]:
    """Everything that is kept of the archive, in the language of the page."""
    return [
        SubjectText(_("Messages"), _message_sentences(summary)),
        SubjectText(_("Receipts"), _receipt_sentences(summary)),
        SubjectText(_("E-mail addresses"), _email_sentences(summary)),
        SubjectText(_("Name and profile"), _profile_sentences(summary)),
        SubjectText(_("Account opened"), _opening_sentences(summary)),
    ]


def archive_texts(claim: Claim) -> list[SubjectText]:
    """The same of a claim's archive; empty where it came without one."""
    archive: ArchiveEvidence | None = getattr(claim, "archive", None)
    return summary_texts(ArchiveSummary.from_json(archive.summary)) if archive else []


def refusal_sentence(upload: ArchiveUpload) -> str:
    """The sentence for an archive that was refused, in the language of the page."""
    refused = ArchiveRefused(Fault[upload.fault], upload.faulty_file)
    return refused.words.in_language(get_language() or "en")


def unread_line(upload: ArchiveUpload) -> str:
    """One line for a list of answers: not read yet, or why not."""
    return _("Not read yet") if not upload.fault else refusal_sentence(upload)


def summary_line(summary: ArchiveSummary) -> str:
    """One line for a list of answers."""
    messages, receipts = summary.messages.total, len(summary.premium_receipts)
    emails = len(summary.emails)
    return ", ".join(
        [
            ngettext("%(count)s message", "%(count)s messages", messages)
            % {"count": f"{messages:,}"},
            ngettext("%(count)d Premium receipt", "%(count)d Premium receipts", receipts)
            % {"count": receipts},
            ngettext("%(count)d e-mail address", "%(count)d e-mail addresses", emails)
            % {"count": emails},
        ]
    )


def receipt_sums_text(receipts: Iterable[ArchiveReceipt]) -> str:
    """What receipts come to, by currency; those without a readable amount are left out."""
    totals = Counter[str]()
    for receipt in receipts:
        if receipt.total_cents is not None:
            totals[receipt.currency] += receipt.total_cents
    return sums_text(totals.items())


def sums_text(totals: Iterable[tuple[str, int]]) -> str:
    """Amounts by currency as text."""
    return ", ".join(format_cents(cents, currency).strip() for currency, cents in sorted(totals))


def _unreadable_sentences(summary: ArchiveSummary, kind: FileKind) -> list[str]:
    """Why nothing can be said from a file, and what to do; empty if it was read."""
    file = summary.file(kind)
    if file.state == FileState.NOT_THERE:
        return [_("The archive has no %(file)s.") % {"file": kind.value}]
    if file.why is None:
        return []
    words = str(_UNREADABLE_TEXTS[file.why]) % {"file": kind.value}
    if file.why == FileFault.TWICE:
        return [words]
    advice = _("If another program opened and saved it, upload the archive as LinkedIn sent it.")
    return [words, advice]


def _odd_row_sentences(summary: ArchiveSummary, kind: FileKind) -> list[str]:
    """In how many rows of a file that was read a cell that we need could not be."""
    count = summary.file(kind).odd_rows
    if not count:
        return []
    words = ngettext(
        "%(count)s row of %(file)s has letters that are not UTF-8 text; we left out what they are "
        "in.",
        "%(count)s rows of %(file)s have letters that are not UTF-8 text; we left out what they "
        "are in.",
        count,
    )
    return [words % {"count": f"{count:,}", "file": kind.value}]


def _message_sentences(summary: ArchiveSummary) -> list[str]:
    if trouble := _unreadable_sentences(summary, FileKind.MESSAGES):
        return trouble
    said = summary.messages
    if not said.total:
        return [_("There are none."), *_draft_sentences(said.drafts)]
    return [
        _direction_sentence(said.total, said.sent, said.received, said.unknown),
        *_span_sentences(said.first_on, said.last_on),
        _("Between %(first)s and %(last)s, the class period: %(count)s.")
        % {
            "first": day_text(summary.period.start),
            "last": day_text(summary.period.end - timedelta(days=1)),
            "count": f"{said.in_period.total:,}",
        },
        *_undated_sentences(said),
        *_draft_sentences(said.drafts),
        *_odd_row_sentences(summary, FileKind.MESSAGES),
        _("The archive does not say which of them were InMail."),
    ]


def _direction_sentence(total: int, sent: int, received: int, unknown: int) -> str:
    words = _("%(total)s in all: %(sent)s sent, %(received)s received") % {
        "total": f"{total:,}",
        "sent": f"{sent:,}",
        "received": f"{received:,}",
    }
    if unknown:
        words += _(", %(count)s where it does not show who sent them") % {"count": f"{unknown:,}"}
    return f"{words}."


def _undated_sentences(said: ArchiveMessages) -> list[str]:
    if not said.undated:
        return []
    words = ngettext(
        "%(count)d has no date that we can read.",
        "%(count)d have no date that we can read.",
        said.undated,
    )
    reasons = [f"{_UNDATED_TEXTS[by.why]}: {by.count:,}" for by in said.undated_by]
    return [words % {"count": said.undated}, *(["; ".join(reasons) + "."] if reasons else [])]


def _draft_sentences(count: int) -> list[str]:
    if not count:
        return []
    words = ngettext(
        "%(count)s draft, which was not sent, is not among them.",
        "%(count)s drafts, which were not sent, are not among them.",
        count,
    )
    return [words % {"count": f"{count:,}"}]


def _span_sentences(first: date | None, last: date | None) -> list[str]:
    if first is None or last is None:
        return []
    if first == last:
        return [_("On %(day)s.") % {"day": day_text(first)}]
    days = {"first": day_text(first), "last": day_text(last)}
    return [_("The first on %(first)s, the last on %(last)s.") % days]


def _receipt_sentences(summary: ArchiveSummary) -> list[str]:
    if trouble := _unreadable_sentences(summary, FileKind.RECEIPTS):
        return trouble
    premium = summary.premium_receipts
    others = len(summary.receipts) - len(premium)
    days = [receipt.paid_on for receipt in premium if receipt.paid_on is not None]
    lines = [_("None for Premium.")]
    if premium:
        shown = receipt_sums_text(premium) or _("no amount that we can read")
        lines = [_("%(count)d for Premium: %(sums)s.") % {"count": len(premium), "sums": shown}]
        lines += _span_sentences(min(days), max(days)) if days else []
    if others:
        words = ngettext("%(count)d for something else.", "%(count)d for other things.", others)
        lines.append(words % {"count": others})
    if summary.more_receipts:
        words = ngettext(
            "%(count)d more was not looked at.",
            "%(count)d more were not looked at.",
            summary.more_receipts,
        )
        lines.append(words % {"count": summary.more_receipts})
    return [
        *lines,
        *_unread_amount_sentences(premium),
        *_odd_row_sentences(summary, FileKind.RECEIPTS),
    ]


def _unread_amount_sentences(receipts: Iterable[ArchiveReceipt]) -> list[str]:
    """How many receipts for Premium are in the number, and not in the sum that is shown."""
    unread = [receipt.total_cents is None for receipt in receipts]
    count = sum(unread)
    if not count or all(unread):
        return []
    words = ngettext(
        "%(count)d of them has an amount that we cannot read for sure, and is not in the sum.",
        "%(count)d of them have amounts that we cannot read for sure, and are not in the sum.",
        count,
    )
    return [words % {"count": count}]


def _email_sentences(summary: ArchiveSummary) -> list[str]:
    trouble = _unreadable_sentences(summary, FileKind.EMAILS)
    if trouble:
        return trouble
    addresses = [_email_text(email) for email in summary.emails] or [_("There are none.")]
    return [*addresses, *_odd_row_sentences(summary, FileKind.EMAILS)]


def _email_text(email: ArchiveEmail) -> str:
    notes = []
    if email.is_primary:
        notes.append(_("primary"))
    if email.is_confirmed is not None:
        notes.append(_("confirmed") if email.is_confirmed else _("not confirmed"))
    return f"{email.address} ({', '.join(notes)})" if notes else email.address


def _profile_sentences(summary: ArchiveSummary) -> list[str]:
    name = " ".join(filter(None, (summary.first_name, summary.last_name)))
    address = summary.profile_url or _("It does not show which profile address is yours.")
    said = [name] if name else _unreadable_sentences(summary, FileKind.PROFILE)
    return [*said, address, *_odd_row_sentences(summary, FileKind.PROFILE)]


def _opening_sentences(summary: ArchiveSummary) -> list[str]:
    if summary.registered_on is None:
        return _unreadable_sentences(summary, FileKind.REGISTRATION) or [
            _("There is no date that we can read.")
        ]
    return [day_text(summary.registered_on)]
