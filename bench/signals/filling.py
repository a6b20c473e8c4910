"""A matter with many claims and their keys, drawn from the numbers of their rows alone.

Households of one to four share an address, a telephone and a network; one claim in fifty is of a
flood that shares a browser, a network and an account to be paid to, and came within a few hours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from claims import docket, plans
from claims.audit import Actor
from claims.matching.likeness import rules
from claims.models import Channel, Claim, ClaimKey, Matter, Medium

FLOOD_EVERY = 50
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST = datetime(2026, 1, 16, tzinfo=UTC)
_SECONDS = 150 * 24 * 3600
_AT_ONCE = 20_000


def fill(claims: int) -> Matter:
    """Open the matter and put so many claims and their keys into the database."""
    text = plans.library_path("linkedin-inmail").read_text(encoding="utf-8")
    matter = docket.open_matter(text, "bench", actor=Actor("operator"), at=_OPENED).matter
    rows = iter(range(claims))
    while some := list(islice(rows, _AT_ONCE)):
        with transaction.atomic():
            made = Claim.objects.bulk_create([_claim(matter, n) for n in some], batch_size=1000)
            keys = (key for n, claim in zip(some, made, strict=True) for key in _keys(claim, n))
            ClaimKey.objects.bulk_create(keys, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return matter


def _is_of_the_flood(n: int) -> bool:
    return n % FLOOD_EVERY == 0


def _claim(matter: Matter, n: int) -> Claim:
    home = n * 2 // 5
    second = n // FLOOD_EVERY % 7200 if _is_of_the_flood(n) else n * 7919 % _SECONDS
    email = f"p{n}@x{n % 9973}.example"
    return Claim(
        matter=matter,
        reference=f"CF-{n:012d}",
        channel=Channel.WEB,
        medium=Medium.WEB,
        filed_at=_FIRST + timedelta(seconds=second),
        recorded_at=_FIRST,
        first_name="Ana",
        last_name=f"Family{home % 50_000}",
        email=email,
        email_key=email,
        street=f"{home} Elm Street",
        country="US",
        signed=True,
        keyed_as=rules(),
    )


def _keys(claim: Claim, n: int) -> Iterator[ClaimKey]:
    home = n * 2 // 5
    is_bot = _is_of_the_flood(n)
    values = {
        ClaimKey.Kind.EMAIL: claim.email_key,
        ClaimKey.Kind.PHONE: f"+1510{home:07d}",
        ClaimKey.Kind.ADDRESS: f"{home} elm, 94103",
        ClaimKey.Kind.NETWORK: f"{n // FLOOD_EVERY % 40 if is_bot else home:032x}",
        ClaimKey.Kind.NEIGHBOURHOOD: f"{n // FLOOD_EVERY % 4 if is_bot else home // 100:032x}",
        ClaimKey.Kind.DEVICE: f"{n // FLOOD_EVERY % 40 if is_bot else n:032x}",
    }
    if is_bot:
        values[ClaimKey.Kind.PAYMENT] = f"{n // FLOOD_EVERY % 100:032x}"
    for kind, value in values.items():
        yield ClaimKey(matter_id=claim.matter_id, claim=claim, kind=kind, value=value)
