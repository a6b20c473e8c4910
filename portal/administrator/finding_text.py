"""A finding in words: the result, and in a sentence or two what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.plans import Plan
from portal.staff.criterion_results import RESULT_LABELS
from portal.web.court_clock import day_text


@dataclass(frozen=True)
class FindingText:
    """One criterion of one claim."""

    label: str
    result: str
    icon: str
    result_words: Promise
    words: str
    evidence: list[str]
    citation: str
    is_verified: bool


def finding_text(finding: Mapping[str, Any], plan: Plan) -> FindingText:
    """A stored finding in the reader's language."""
    icon, words = RESULT_LABELS[finding["result"]]
    return FindingText(
        label=_in_page_language(finding["label"]),
        result=finding["result"],
        icon=icon,
        result_words=words,
        words=_in_page_language(finding["words"]),
        evidence=[
            sentence
            for fact, found in finding["evidence"].items()
            for sentence in evidence_sentences(_fact_label(fact, plan), found)
        ],
        citation=finding["citation"]["text"],
        is_verified=bool(finding["citation"]["verified"]),
    )


def evidence_sentences(label: str, found: Mapping[str, Any]) -> list[str]:
    """What one fact is, and which rows of the records say so."""
    value = found["value"]
    shown = _("not in the records") if value is None or value == "" else _value_text(value)
    sentences = [f"{label}: {shown}."]
    rows = found.get("rows") or 0
    if rows:
        sentences.append(_rows_sentence(rows, found))
    if found.get("values"):
        sentences.append(_("Of: %(values)s.") % {"values": ", ".join(found["values"])})
    refused = found.get("refused") or 0
    if refused:
        sentences.append(
            ngettext(
                "%(count)d row of this account was refused or is unclear, so this may not be all.",
                "%(count)d rows of this account were refused or are unclear, so this may not be "
                "all.",
                refused,
            )
            % {"count": refused}
        )
    if found.get("incomplete"):
        sentences.append(_("The production is marked as not complete for this kind of record."))
    return sentences


def _rows_sentence(rows: int, found: Mapping[str, Any]) -> str:
    ids = found.get("ids") or []
    named = ", ".join(ids)
    if rows > len(ids):
        named = _("%(ids)s and others") % {"ids": named}
    return ngettext(
        "From %(count)d row of the records, %(first)s to %(last)s: %(ids)s.",
        "From %(count)d rows of the records, %(first)s to %(last)s: %(ids)s.",
        rows,
    ) % {
        "count": rows,
        "first": _moment_text(found["first"]),
        "last": _moment_text(found["last"]),
        "ids": named,
    }


def _fact_label(fact: str, plan: Plan) -> str:
    known = plan.facts.get(fact)
    if known is None:
        return fact
    return known.label.in_language(translation.get_language() or "en")


def _in_page_language(words: Mapping[str, str]) -> str:
    language = (translation.get_language() or "en").partition("-")[0]
    return words.get(language) or words["en"]


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) == len("2026-03-01") and value[4:5] == "-":
        return _moment_text(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _moment_text(text: str) -> str:
    """A day, or a moment in UTC, of the finding's JSON."""
    try:
        if len(text) == len("2026-03-01"):
            return day_text(date.fromisoformat(text))
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    return f"{day_text(moment)}, {moment:%H:%M} UTC"
