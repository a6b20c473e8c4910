"""A matter, the members that a defendant produces, and the claims they file, in a line each.

Everything is valid until a test changes one thing: `member("A1")` qualifies under the sample plan,
and `file_claim(matter, email="a1@example.org")` is a signed claim in time that names it.
"""

import itertools
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from claims import plans
from claims import tally as tallying
from claims.audit import Actor
from claims.casework import docket
from claims.casework.assessment import assess
from claims.casework.intake import Submission, submit
from claims.models import Channel, Claim, Event, Matter, Medium, Production, Tally
from tests import moments
from tests.claims.records.production_files import Row, account, message, subscription, write_kind
from tests.infrastructure.known_productions import import_known

NOW = moments.NOW
LATER = NOW + timedelta(days=1)
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
OPERATOR = Actor("operator", "olga")
CLAIMANT = Actor("claimant")
ALICE, BRUNO = Actor("administrator", "alice"), Actor("administrator", "bruno")
WITHOUT_PROOF, WITH_PROOF = "sca_actual_not_required", "sca_actual_required"

_references = itertools.count(1)


@dataclass(frozen=True)
class Member:
    """What a production says of one account."""

    account: Row
    subscriptions: tuple[Row, ...]
    messages: tuple[Row, ...]


def plan_text(slug: str = "linkedin-inmail") -> str:
    """The sample plan, for a matter of this name."""
    text = plans.library_path("linkedin-inmail").read_text(encoding="utf-8")
    return text.replace("slug: linkedin-inmail", f"slug: {slug}", 1)


def open_matter(slug: str = "linkedin-inmail") -> Matter:
    return docket.open_matter(plan_text(slug), slug, actor=OPERATOR, at=OPENED).matter


def member(
    account_id: str,
    *,
    product: str = "premium_career",
    is_paid: bool = True,
    has_inmail: bool = True,
    **cells: str,
) -> Member:
    """An account with one paid subscription and one InMail, both inside the class period."""
    low = account_id.lower()
    named = {
        "account_id": account_id,
        "email": f"{low}@example.org",
        "profile_url": f"https://www.linkedin.com/in/{low}",
    }
    of_account = {"account_id": account_id}
    paid = subscription(subscription_id=f"S-{account_id}", product=product, **of_account)
    inmail = message(message_id=f"M-{account_id}", **of_account)
    return Member(
        account(**{**named, **cells}),
        (paid,) if is_paid else (),
        (inmail,) if has_inmail else (),
    )


def produce(matter: Matter, *members: Member, at: datetime = OPENED) -> Production:
    """Import what the defendant holds on these members.

    The rows of the same members are judged once a test process: see `known_productions`.
    """
    rows: dict[str, list[Row]] = {
        "accounts": [m.account for m in members],
        "subscriptions": [row for m in members for row in m.subscriptions],
        "messages": [row for m in members for row in m.messages],
    }
    with tempfile.TemporaryDirectory() as folder:
        files = {kind: write_kind(Path(folder), kind, of_kind) for kind, of_kind in rows.items()}
        return import_known(matter, files, at=at, actor=OPERATOR)


def submission(**changes: Any) -> Submission:
    """A signed claim in time that names no account."""
    return Submission(
        **{
            "filed_at": NOW,
            "medium": Medium.BULK,
            "signed": True,
            "external_ref": f"R-{next(_references):04}",
            "first_name": "Ana",
            "last_name": "Díaz",
            **changes,
        }
    )


def file_claim(matter: Matter, *, recorded_at: datetime = NOW, **changes: Any) -> Claim:
    """A claim as it comes in from a bulk file."""
    said = submission(**changes)
    receipt = submit(
        matter,
        said,
        channel=Channel.BULK,
        key=said.external_ref,
        actor=OPERATOR,
        at=recorded_at,
    )
    return receipt.claim


def check(matter: Matter, *claims: Claim, at: datetime = NOW) -> None:
    """Hold the claims (or all) against the records, and read them again."""
    asked = claims or tuple(Claim.objects.of(matter))
    assess(matter, [claim.pk for claim in asked], at)
    for claim in claims:
        claim.refresh_from_db()


def checked_claim(matter: Matter, **changes: Any) -> Claim:
    """A claim that was filed and held against the records."""
    claim = file_claim(matter, **changes)
    check(matter, claim)
    return claim


def trail_of(claim: Claim) -> list[str]:
    """What happened to the claim, oldest first; moves as `moved to STATUS`."""
    events: Iterable[Event] = claim.events.order_by("sequence")
    return [f"moved to {e.data['to']}" if e.kind == "moved" else e.kind for e in events]


def run_tally(matter: Matter, at: datetime = NOW) -> Tally:
    """Start a tally, or go on with one, to its end."""
    tally = tallying.start(matter, actor=OPERATOR, at=at)
    while tallying.run_next_stage(tally, at):
        tally.refresh_from_db()
    tally.refresh_from_db()
    return tally
