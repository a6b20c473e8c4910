"""What speaks against a claim, in words for the administrator, and the claims it is alike to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.casework.intake.references import read_reference
from claims.casework.signals.shared_keys import KEY_KIND_BY_CODE
from claims.models import Claim, ClaimKey, Hold, Matter, Score, SignalCode, Status
from claims.models.claim import ClaimQuerySet
from portal.administrator.claim_labels import status_label

Code = SignalCode
Numbers = Mapping[str, Any]

SIMILARITY_LABELS: Mapping[str, Promise] = {
    **{kind.value: kind.label for kind in ClaimKey.Kind},
    "pattern": gettext_lazy("E-mail address, but for its digits"),
    "disposable": gettext_lazy("Throwaway e-mail addresses"),
}


@dataclass(frozen=True)
class SignalLine:
    """One deduction: its words, what it rests on, its points as a bar, and where its like are."""

    code: SignalCode
    words: str
    evidence: str
    points: int
    others: int
    alike: str
    """The query string of the claims that share it; blank where nothing is shared by a key."""


@dataclass(frozen=True)
class SignalSection:
    """The score of one claim, and its holds."""

    score: Score | None
    lines: list[SignalLine]
    held_from: str
    holds: list[Hold]
    has_proved: bool

    @property
    def is_on_hold(self) -> bool:
        """Whether a person can release it."""
        return bool(self.held_from)


@dataclass(frozen=True)
class SimilarClaims:
    """The claims that share a key with one claim, as an address of the queue asks for them."""

    reference: str
    kind: ClaimKey.Kind
    claims: ClaimQuerySet


def signal_section(claim: Claim, *, has_proved: bool) -> SignalSection:
    """What the claim's page shows: two queries."""
    score = claim.score
    return SignalSection(
        score=score,
        lines=[_signal_line(claim, each) for each in (score.deductions if score else [])],
        held_from=status_label(claim.held_from) if claim.status == Status.HOLD_FRAUD else "",
        holds=list(Hold.objects.filter(claim=claim).select_related("score").order_by("-id")),
        has_proved=has_proved,
    )


def similar_claims(matter: Matter, query: QueryDict) -> SimilarClaims | None:
    """The claims that `?alike=REFERENCE&kind=KIND` asks for; None where it asks for none."""
    reference, kind = read_reference(query.get("alike", "")), query.get("kind", "")
    if not reference or kind not in ClaimKey.Kind:
        return None
    theirs = ClaimKey.objects.filter(matter=matter, claim__reference=reference, kind=kind).values(
        "value"
    )
    shared = ClaimKey.objects.filter(
        matter=matter, claim=OuterRef("pk"), kind=kind, value__in=theirs
    )
    return SimilarClaims(
        reference, ClaimKey.Kind(kind), Claim.objects.of(matter).filter(Exists(shared))
    )


def _signal_line(claim: Claim, found: Numbers) -> SignalLine:
    code = SignalCode(found["code"])
    others = int(found.get("others", 0))
    key = KEY_KIND_BY_CODE.get(code) if code is not Code.WAVE else _wave_key(found)
    return SignalLine(
        code=code,
        words=str(code.label),
        evidence=_EVIDENCE_TEXTS.get(code, _others_text)(found),
        points=int(found["points"]),
        others=others,
        alike=f"alike={claim.reference}&kind={key.value}" if key and others else "",
    )


def _wave_key(found: Numbers) -> ClaimKey.Kind | None:
    return ClaimKey.Kind(found["alike"]) if found["alike"] in ClaimKey.Kind else None


def _others_text(found: Numbers) -> str:
    others = int(found.get("others", 0))
    return ngettext(
        "%(count)d other claim has the same.", "%(count)d other claims have the same.", others
    ) % {"count": others}


def _speed_text(found: Numbers) -> str:
    return ngettext(
        "%(count)d second from the first page to the signature.",
        "%(count)d seconds from the first page to the signature.",
        found["seconds"],
    ) % {"count": found["seconds"]}


def _door_text(found: Numbers) -> str:
    return _("%(others)d other claims, %(families)d family names.") % found


def _wave_text(found: Numbers) -> str:
    return _(
        "%(claims)d claims came within its hour, where usually %(usual)d do; %(others)d of the "
        "others are alike in: %(alike)s."
    ) % {**found, "alike": SIMILARITY_LABELS.get(found["alike"], found["alike"])}


def _pattern_text(found: Numbers) -> str:
    return ngettext(
        "%(count)d other claim of its hour has such an address.",
        "%(count)d other claims of its hour have such an address.",
        found["others"],
    ) % {"count": found["others"]}


_EVIDENCE_TEXTS: Mapping[SignalCode, Callable[[Numbers], str]] = {
    Code.SPEED: _speed_text,
    Code.ADDRESS: _door_text,
    Code.WAVE: _wave_text,
    Code.PATTERN: _pattern_text,
    Code.DISPOSABLE: lambda _found: _("Its host gives anybody an address for a few minutes."),
    Code.TRAP: lambda _found: _("Programs fill it in; some that keep passwords do so too."),
    Code.NOTICE: lambda _found: _("It may have been made up, or misread."),
    Code.COUNTRY: lambda _found: _("The author may have moved."),
    Code.TOO_NEW: lambda _found: _("The claim may name the wrong account."),
}
