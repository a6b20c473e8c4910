"""What filers were told, on disk, and whether the database says the same."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Q, QuerySet

from claims.audit.trail_check import check_trail as check_audit
from claims.models import Claim, Event, EventKind, Matter, OutboxEntry

MAIL_HOST = "filers.example"


@dataclass(frozen=True)
class Acknowledgement:
    """The site said: this filing is the claim of this reference."""

    key: str
    reference: str


class Ledger:
    """An append-only file, one line for each acknowledgement, on disk before anything else is
    done. `name` begins every key of its filings."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / f"{name}.ledger"
        self._lock = threading.Lock()
        self._path.touch()

    def write(self, acknowledgement: Acknowledgement) -> None:
        """Add one line. May be called by several threads."""
        line = f"{acknowledgement.key}\t{acknowledgement.reference}\n"
        with self._lock, self._path.open("a") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Iterator[Acknowledgement]:
        """What is on disk."""
        for line in self._path.read_text().splitlines():
            yield Acknowledgement(*line.split("\t"))


def email_of(key: str) -> str:
    """The address that the claim of this filing gives: by it the claim is known in the database,
    whatever the site made of the key."""
    return f"{key}@{MAIL_HOST}"


@dataclass
class Findings:
    """Ledger beside database: keys and references of what does not agree, and what was stored but
    is not in the ledger (`unanswered`)."""

    acknowledged: int
    stored: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)
    without_event: list[str] = field(default_factory=list)
    without_work: list[str] = field(default_factory=list)
    first_break: str | None = None

    def problems(self) -> list[str]:
        """One sentence for each kind of thing that is not as it must be."""
        found = [
            ("acknowledged and lost", self.lost),
            ("stored twice", self.doubled),
            ("stored, and their filers never told", list(self.unanswered.values())),
            ("without the event of their filing", self.without_event),
            ("without work in the outbox", self.without_work),
        ]
        said = [f"{len(which)} {what}: {', '.join(which[:3])}" for what, which in found if which]
        return said + ([f"the trail: {self.first_break}"] if self.first_break else [])


def compare(ledger: Ledger, matter: Matter) -> Findings:
    """Hold the ledger against the claims of its filings."""
    claims = Claim.objects.of(matter).filter(
        Q(email__startswith=f"{ledger.name}.") & Q(email__endswith=f"@{MAIL_HOST}")
    )
    rows = {
        reference: email.removesuffix(f"@{MAIL_HOST}")
        for reference, email in claims.values_list("reference", "email")
    }
    acknowledged = list(ledger.read())
    told = {each.key for each in acknowledged}
    filed = Event.objects.filter(kind=EventKind.SUBMITTED, claim__in=claims)
    asked_for = OutboxEntry.objects.filter(
        topic=OutboxEntry.Topic.ASSESS_CLAIM, subject_id__in=claims.values("pk")
    )
    return Findings(
        acknowledged=len(acknowledged),
        stored=len(rows),
        lost=[each.reference for each in acknowledged if rows.get(each.reference) != each.key],
        doubled=[key for key, count in Counter(rows.values()).items() if count > 1],
        unanswered={key: reference for reference, key in rows.items() if key not in told},
        without_event=_references(claims.exclude(pk__in=filed.values("claim"))),
        without_work=_references(claims.exclude(pk__in=asked_for.values("subject_id"))),
        first_break=check_audit([matter]).first_break,
    )


def _references(claims: QuerySet[Claim]) -> list[str]:
    return list(claims.values_list("reference", flat=True))
