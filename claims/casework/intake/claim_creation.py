"""What a submission holds, and the one transaction that makes it a claim."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count

from claims.audit import Actor, Trail
from claims.audit.chain import moment_text
from claims.audit.submission_trail import submission_content
from claims.casework.intake.filing_traces import FilingTrace, store_traces
from claims.casework.intake.references import new_reference
from claims.casework.lifecycle.letters import can_receive_letters
from claims.casework.lifecycle.outbox_entries import assessment_entry, letter_entry
from claims.files.hashes import sha256_of
from claims.matching.email_addresses import email_key
from claims.models import (
    Channel,
    Claim,
    EventKind,
    Letter,
    Matter,
    Medium,
    OutboxEntry,
    SubmissionKey,
)

LONGEST_TEXT = 500
"""Characters of a name, an address or any other text of a claim but these:"""
_LONGEST_TEXTS = {
    "key": 255,
    "external_ref": 200,
    "profile_url": 2000,
    "country": 2,
    "declaration": 10_000,
}
_TRIES = 5
_NO_TRACE = FilingTrace()
RECEIPTS_AN_HOUR = 5


class CannotSubmit(ValueError):
    """The submission cannot become a claim; the message says what to do."""


class KeyAlreadyUsed(CannotSubmit):
    """The natural key came before with another content."""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What one person says. Blank is the empty text; nothing is checked against the records.

    `filed_at` is the moment the claim counts as filed: for web and API the server's clock, for a
    bulk file the moment that the file states.
    """

    filed_at: datetime
    medium: Medium
    signed: bool
    external_ref: str = ""
    postmarked_on: date | None = None
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    profile_url: str = ""
    notice_id: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    birth_date: str = ""
    payment_destination: str = ""
    """Only compared with others': a digest is kept, and where to pay is asked for later."""
    declaration: dict[str, str] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True)
class Receipt:
    """The claim that a submission became; `repeated` if it had become one before."""

    claim: Claim
    repeated: bool


def submit(
    matter: Matter,
    submission: Submission,
    *,
    channel: Channel,
    key: str,
    actor: Actor,
    at: datetime,
    seen: FilingTrace = _NO_TRACE,
) -> Receipt:
    """Make one claim, or find the one that this key made. Raises CannotSubmit, KeyAlreadyUsed."""
    (result,) = submit_many(
        matter, [(key, submission)], channel=channel, actor=actor, at=at, seen=seen
    )
    if isinstance(result, CannotSubmit):
        raise result
    return result


def submit_many(
    matter: Matter,
    submissions: Sequence[tuple[str, Submission]],
    *,
    channel: Channel,
    actor: Actor,
    at: datetime,
    seen: FilingTrace = _NO_TRACE,
) -> list[Receipt | CannotSubmit]:
    """Make claims of (key, submission) pairs in one transaction; one result a pair, in order.

    A key that came before with the same content gives the claim it made (`repeated`); with another
    content, KeyAlreadyUsed. Two requests racing with one key: the UNIQUE constraint lets one make
    the claim, and the other, tried again, finds it.
    """
    for _ in range(_TRIES - 1):
        try:
            return _try_submit(matter, submissions, channel, actor, at, seen)
        except IntegrityError:
            # Each time another request was faster with one of the keys; what it made is found now.
            continue
    return _try_submit(matter, submissions, channel, actor, at, seen)


def text_faults(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(name, sentence) for each text that no claim can hold: too long, or not text at all."""
    for name, text in texts.items():
        longest = _LONGEST_TEXTS.get(name, LONGEST_TEXT)
        # A key is longer than its address where letters have no single small form.
        if len(text) > longest or (name == "email" and len(email_key(text) or "") > longest):
            yield name, f"It is longer than {longest:,} characters. Shorten it."
        elif not text.isprintable() and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
            yield name, "It contains characters that are not text. Remove them."


def _first_fault(key: str, submission: Submission) -> str:
    """The sentence about the first text that no claim can hold; blank if there is none."""
    texts = {name: text for name, text in asdict(submission).items() if isinstance(text, str)}
    declaration = "\n".join(submission.declaration.values())
    for name, fault in text_faults({"key": key, **texts, "declaration": declaration}):
        return f"{name}: {fault}"
    return ""


def _try_submit(
    matter: Matter,
    submissions: Sequence[tuple[str, Submission]],
    channel: Channel,
    actor: Actor,
    at: datetime,
    seen: FilingTrace,
) -> list[Receipt | CannotSubmit]:
    with transaction.atomic():
        sound = [(key, s) for key, s in submissions if not _first_fault(key, s)]
        known = _known_keys(matter, channel, [key for key, _ in sound])
        results: list[Receipt | CannotSubmit] = []
        fresh: list[tuple[str, str, Claim]] = []
        for key, submission in submissions:
            if fault := _first_fault(key, submission):
                results.append(CannotSubmit(fault))
                continue
            body = _body_sha256(submission, channel)
            if key in known:
                earlier_body, claim = known[key]
                results.append(
                    Receipt(claim, repeated=True)
                    if earlier_body == body
                    else KeyAlreadyUsed(_conflict_sentence(channel, key))
                )
                continue
            claim = _new_claim(matter, submission, channel, at)
            known[key] = (body, claim)
            fresh.append((key, body, claim))
            results.append(Receipt(claim, repeated=False))
        if fresh:
            # In the order of their keys, so that two files that share rows wait for each other
            # instead of each for a row that the other one has.
            _store_claims(matter, sorted(fresh, key=lambda made: made[0]), channel, actor, at)
            destinations = {key: s.payment_destination for key, s in sound}
            store_traces(matter, {claim: destinations[key] for key, _, claim in fresh}, seen)
    return results


def _known_keys(
    matter: Matter, channel: Channel, keys: Sequence[str]
) -> dict[str, tuple[str, Claim]]:
    rows = SubmissionKey.objects.filter(matter=matter, channel=channel, key__in=keys)
    return {row.key: (row.body_sha256, row.claim) for row in rows.select_related("claim")}


def _body_sha256(submission: Submission, channel: Channel) -> str:
    body = asdict(submission)
    for added_later in ("birth_date", "payment_destination"):
        if not body[added_later]:
            # So that what came before claims had one is still the same content.
            del body[added_later]
    # On the web and over the API the server's clock says when; a retry must not differ by it.
    if channel == Channel.BULK:
        body["filed_at"] = moment_text(submission.filed_at)
    else:
        del body["filed_at"]
    postmark = submission.postmarked_on
    return sha256_of(body | {"postmarked_on": postmark.isoformat() if postmark else ""})


def _conflict_sentence(channel: Channel, key: str) -> str:
    if channel == Channel.BULK:
        return (
            f"external_ref {key} was already accepted with different values. Correct the row, or "
            "give it a reference of its own."
        )
    return (
        "This key was already used for a claim with different content. Send the same content "
        "again, or a new key."
    )


def _new_claim(matter: Matter, submission: Submission, channel: Channel, at: datetime) -> Claim:
    columns = asdict(submission)
    del columns["payment_destination"]
    columns["external_ref"] = submission.external_ref or None
    claim = Claim(
        matter=matter,
        channel=channel,
        reference=new_reference(),
        recorded_at=at,
        email_key=email_key(submission.email) or "",
        **columns,
    )
    claim.submission_sha256 = sha256_of(submission_content(claim))
    return claim


def _store_claims(
    matter: Matter,
    fresh: list[tuple[str, str, Claim]],
    channel: Channel,
    actor: Actor,
    at: datetime,
) -> None:
    trail = Trail(matter, at)
    for _, _, claim in fresh:
        trail.add(
            claim,
            EventKind.SUBMITTED,
            actor,
            {
                "channel": channel.value,
                "medium": claim.medium,
                "submission_sha256": claim.submission_sha256,
            },
        )
    claims = [claim for _, _, claim in fresh]
    Claim.objects.bulk_create(claims, batch_size=500)
    trail.write()
    SubmissionKey.objects.bulk_create(
        [
            SubmissionKey(matter=matter, channel=channel, key=key, body_sha256=body, claim=claim)
            for key, body, claim in fresh
        ],
        batch_size=500,
    )
    # Who sends a file of others' claims tells them so; we write to those who filed themselves.
    receipts = () if channel == Channel.BULK else _receipt_letters(matter, claims, at)
    letters = Letter.objects.bulk_create(receipts)
    OutboxEntry.objects.bulk_create(
        [
            *(assessment_entry(claim.pk, matter.pk, "filed", at) for claim in claims),
            *(letter_entry(letter) for letter in letters),
        ],
        batch_size=500,
    )


def _receipt_letters(matter: Matter, claims: Sequence[Claim], at: datetime) -> Iterator[Letter]:
    """A receipt for each claim with an address to send it to; no more than a few an hour to one
    address, so that nobody floods another's mailbox through us."""
    recent = dict(
        Letter.objects.filter(
            matter=matter,
            kind=Letter.Kind.RECEIPT,
            created_at__gt=at - timedelta(hours=1),
            claim__email_key__in={claim.email_key for claim in claims},
        )
        .order_by()
        .values_list("claim__email_key")
        .annotate(sent=Count("id"))
    )
    for claim in claims:
        if recent.get(claim.email_key, 0) < RECEIPTS_AN_HOUR and can_receive_letters(claim):
            recent[claim.email_key] = recent.get(claim.email_key, 0) + 1
            yield Letter(
                matter=matter, claim=claim, kind=Letter.Kind.RECEIPT, key="receipt", created_at=at
            )
