"""One account at a time: its holder, its subscriptions and its messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from sample.names import CITIES, FAMILY, FOREIGN_COUNTRIES, GIVEN, STREETS

T = TypeVar("T")

_PRICES_CENTS = {
    "premium_career": 2999,
    "premium_business": 5999,
    "sales_navigator": 9999,
    "recruiter_lite": 17000,
    "learning_only": 1999,
}
_FIRST_DAY, _DAYS = date(2019, 1, 1), 2300


@dataclass(frozen=True)
class Person:
    """The holder of an account, as the defendant knows them."""

    number: int
    account_id: str
    given: str
    family: str
    email: str
    old_email: str
    profile: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str
    created_on: date
    setting: str
    setting_changed_on: str


def account_holder(random: Random, number: int) -> Person:
    """The holder of account `number`."""
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    slug = "".join(c for c in f"{given}-{family}".lower() if c.isascii() and c != "'")
    city, state, postal_code = random.choice(CITIES)
    country = weighted_choice(random, [(86, "US"), (12, random.choice(FOREIGN_COUNTRIES)), (2, "")])
    if country not in ("US", ""):
        city, state, postal_code = "", "", ""
    setting = weighted_choice(random, [(88, "on"), (9, "off"), (3, "")])
    changed = date(2024, 8, 1) + timedelta(days=random.randrange(90)) if setting == "off" else None
    if random.random() < 0.1:
        changed = None
    return Person(
        number=number,
        account_id=f"A{100_000 + number * 7}",
        given=given,
        family=family,
        email=f"{slug}{number}@mail.example",
        old_email=f"{slug}{number}@old.example" if random.random() < 0.25 else "",
        profile=f"https://www.linkedin.com/in/{slug}-{number:05x}",
        street=f"{random.randrange(1, 9900)} {random.choice(STREETS)}",
        city=city,
        state=state,
        postal_code=postal_code,
        country=country,
        created_on=date(2005, 1, 1) + timedelta(days=random.randrange(5000)),
        setting=setting,
        setting_changed_on=changed.isoformat() if changed else "",
    )


def account_row(holder: Person) -> list[str]:
    """The holder's row of the accounts file."""
    return [
        holder.account_id,
        holder.profile,
        holder.email,
        holder.old_email,
        holder.given,
        holder.family,
        holder.street,
        holder.city,
        holder.state,
        holder.postal_code,
        holder.country,
        holder.created_on.isoformat(),
        "",
        holder.setting,
        holder.setting_changed_on,
    ]


def subscription_rows(random: Random, holder: Person) -> Iterator[list[str]]:
    """The holder's rows of the subscriptions file: none, one or two."""
    for place in range(weighted_choice(random, [(15, 0), (65, 1), (20, 2)])):
        product = weighted_choice(
            random,
            [
                (50, "premium_career"),
                (18, "premium_business"),
                (14, "sales_navigator"),
                (8, "recruiter_lite"),
                (10, "learning_only"),
            ],
        )
        start = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
        is_trial = random.random() < 0.08
        months = 1 if is_trial else random.randrange(1, 25)
        runs_on = not is_trial and random.random() < 0.1
        paid = 0 if is_trial else _PRICES_CENTS[product] * months
        whole, cents = divmod(paid, 100)
        amount = f"{whole}.{cents:02d}" if random.random() < 0.9 else f"${whole:,}.{cents:02d}"
        yield [
            f"S{holder.number:07d}{place}",
            holder.account_id,
            product,
            start.isoformat(),
            "" if runs_on else (start + timedelta(days=30 * months)).isoformat(),
            amount,
            "USD",
            "true" if is_trial else "false",
        ]


def message_rows(random: Random, holder: Person) -> Iterator[list[str]]:
    """The holder's rows of the messages file, some written in another zone."""
    for place in range(weighted_choice(random, [(10, 0), (60, random.randrange(1, 12)), (30, 25)])):
        at = datetime(2019, 6, 1) + timedelta(seconds=random.randrange(186_000_000))  # noqa: DTZ001
        zone = weighted_choice(random, [(95, "Z"), (5, "-07:00")])
        yield [
            f"X{holder.number:07d}{place:03d}",
            holder.account_id,
            weighted_choice(random, [(35, "inmail"), (65, "message")]),
            weighted_choice(random, [(40, "sent"), (60, "received")]),
            f"{at.isoformat()}{zone}",
        ]


def weighted_choice(random: Random, weighted: list[tuple[int, T]]) -> T:
    """One of the values, as often as its weight says (weights sum to 100)."""
    point = random.randrange(100)
    for weight, value in weighted:
        point -= weight
        if point < 0:
            return value
    return weighted[-1][1]
