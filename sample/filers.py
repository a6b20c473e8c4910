"""The claims that follow: most by holders, some by strangers, some late, unsigned or twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from sample.names import CITIES, FAMILY, GIVEN, STREETS
from sample.people import Person, weighted_choice

_WINDOW_OPENS = datetime(2026, 1, 15, 8, tzinfo=UTC)
_WINDOW_SECONDS = 166 * 86_400


def claim_rows(random: Random, holder: Person) -> Iterator[list[str]]:
    """The rows of the claims file that one account brings: usually none or one."""
    if random.random() < 0.52:
        yield _holder_row(random, holder, "A")
        if random.random() < 0.03:
            yield _holder_row(random, holder, "B")
        if random.random() < 0.01:
            yield _rival_row(random, holder)
    if random.random() < 0.05:
        yield _stranger_row(random, holder)


def _holder_row(random: Random, holder: Person, suffix: str) -> list[str]:
    moved = random.random() < 0.15
    email = weighted_choice(
        random,
        [
            (70, holder.email),
            (8, holder.old_email or holder.email),
            (7, f"  {holder.email.upper()} "),
            (15, f"new{holder.number}@mail.example"),
        ],
    )
    profile = weighted_choice(
        random,
        [(30, holder.profile), (10, f"linkedin.com/in/{holder.profile[28:].upper()}/"), (60, "")],
    )
    return _claim_row(
        random,
        ref=f"C{holder.number:07d}{suffix}",
        given=holder.given,
        family=holder.family,
        email=email,
        profile=profile,
        street=f"{random.randrange(1, 9900)} {random.choice(STREETS)}" if moved else holder.street,
        place=(holder.city, holder.state, holder.postal_code),
    )


def _rival_row(random: Random, holder: Person) -> list[str]:
    """Another person who names this account as theirs."""
    return _claim_row(
        random,
        ref=f"C{holder.number:07d}E",
        given=f"{holder.given[0]}ette",
        family=f"Mac{holder.family}",
        email=f"other{holder.number}@mail.example",
        profile=holder.profile,
        street=holder.street,
        place=(holder.city, holder.state, holder.postal_code),
    )


def _stranger_row(random: Random, holder: Person) -> list[str]:
    """Somebody who is in no record; a few of them live with the holder."""
    lives_there = random.random() < 0.3
    return _claim_row(
        random,
        ref=f"C{holder.number:07d}S",
        given=random.choice(GIVEN),
        family=holder.family if lives_there else random.choice(FAMILY),
        email=f"stranger{holder.number}@mail.example",
        profile="",
        street=holder.street if lives_there else f"{random.randrange(1, 999)} Nowhere Rd",
        place=random.choice(CITIES),
    )


def _claim_row(
    random: Random,
    *,
    ref: str,
    given: str,
    family: str,
    email: str,
    profile: str,
    street: str,
    place: tuple[str, str, str],
) -> list[str]:
    seconds = random.randrange(_WINDOW_SECONDS)
    if random.random() < 0.01:
        seconds += 170 * 86_400
    filed_at = _WINDOW_OPENS + timedelta(seconds=seconds)
    signed = "no" if random.random() < 0.012 else "yes"
    return [
        *(ref, filed_at.strftime("%Y-%m-%dT%H:%M:%SZ"), given, family, email, profile),
        *(street, *place, "US", signed),
    ]
