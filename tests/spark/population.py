"""A seeded class of the first matter, of every outcome and verdict, with the rows of its accounts.

Blanks, ties, shared accounts, claims for accounts that were not produced and moments just beside
each boundary come up often: with a few hundred claims each of them many times.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.claims.calculator.cases import (
    account,
    claim,
    message,
    records,
    refused,
    subscription,
)

Row = dict[str, Any]

ACCOUNTS = [f"A{number:03d}" for number in range(60)]
UNKNOWN_ACCOUNTS = ACCOUNTS[-4:]
DAYS = [date(2021, 1, 21) + timedelta(days=shift) for shift in (-30, -1, 0, 1, 500, 1335, 1336)]
MOMENTS = (
    datetime(2021, 1, 20, 23, 59, 59, 999999),
    datetime(2021, 1, 21),
    datetime(2023, 5, 5, 5, 5),
    datetime(2024, 9, 17, 23, 59, 59, 999999),
    datetime(2024, 9, 18),
)
FILED = (
    datetime(2026, 1, 15, 7, 59, 59, 999999),
    datetime(2026, 1, 15, 8),
    datetime(2026, 3, 1),
    datetime(2026, 3, 1, 0, 0, 0, 1),
    datetime(2026, 7, 1, 6, 59, 59, 999999),
    datetime(2026, 7, 1, 7),
)
_YES = (True,) * 9 + (False, None)
_NO = (False,) * 9 + (True, None)


def claims(seed: int, many: int = 300) -> list[Row]:
    """Claims in the order of their numbers, several for most accounts."""
    random = Random(seed)
    return [_claim(number, random) for number in range(1, many + 1)]


def production(seed: int) -> Row:
    """The rows of accounts, subscriptions and messages, and some refused ones."""
    random = Random(seed)
    held = [each for each in ACCOUNTS if each not in UNKNOWN_ACCOUNTS]
    kinds = ("accounts", "subscriptions", "messages")
    return records(
        accounts=[_account(each, random) for each in held],
        subscriptions=[_subscription(number, random) for number in range(150)],
        messages=[_message(number, random) for number in range(2500)],
        refused=[refused(random.choice(kinds), random.choice([*ACCOUNTS, None])) for _ in range(6)],
    )


def _claim(number: int, random: Random) -> Row:
    return claim(
        number,
        sort_ref=random.choice(("a", "B", "é", "𝔘", "～", None)),
        filed_at=random.choice(FILED),
        medium=random.choice(("web", "web", "paper")),
        postmarked_on=random.choice((None, date(2026, 1, 14), date(2026, 1, 15), date(2026, 7, 1))),
        signed=random.choice(_YES),
        late_accepted=random.choice(_NO),
        opted_out=random.choice(_NO),
        withdrawn=random.choice(_NO),
        account_id=random.choice((*ACCOUNTS, "Z", None)),
        given_name=random.choice(("ana", "ana", "bea", "", None)),
        family_name=random.choice(("lopez", "lopez", "cole", "", None)),
        decision=random.choice((None, None, None, None, "eligible", "ineligible")),
        competing_resolved=random.choice(_NO),
    )


def _account(account_id: str, random: Random) -> Row:
    return account(
        account_id,
        country=random.choice(("US", "US", "US", "US", "CA", None)),
        state=random.choice(("CA", "TX", "", None)),
        closed_on=random.choice((None, None, date(2023, 1, 1))),
        ai_training_setting=random.choice(("on", "on", "on", "off", None)),
        ai_training_setting_changed_on=random.choice((None, date(2024, 9, 17), date(2024, 9, 18))),
    )


def _subscription(number: int, random: Random) -> Row:
    starts, ends = sorted((random.choice(DAYS), random.choice(DAYS)))
    return subscription(
        f"S{number:04d}",
        random.choice(ACCOUNTS),
        product=random.choice(("premium_career", "recruiter_lite", "learning")),
        started_on=starts,
        ended_on=random.choice((ends, None)),
        amount_cents=random.choice((0, 2999)),
        is_trial=random.choice((True, False, False)),
    )


def _message(number: int, random: Random) -> Row:
    return message(
        f"M{number:05d}",
        random.choice(ACCOUNTS),
        channel=random.choice(("inmail", "message")),
        direction=random.choice(("sent", "received")),
        sent_at=random.choice(MOMENTS),
    )
