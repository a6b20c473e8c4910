"""A hostile flood among honest people, drawn alike every time. Written before the thresholds were
looked at, and not changed to suit them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from claims.casework.intake import FilingTrace
from tests.claims.casework.signals.filings import Form, form
from tests.factories import NOW

HONEST, BOTS = 300, 2_000
_DAYS = 20
_FAMILIES = ("Nguyen", "García", "Smith", "Okafor", "Kowalski", "Haddad", "Rossi", "Ivanov")
_GIVEN = ("Ana", "Ben", "Chi", "Dov", "Eva", "Finn", "Gia", "Hugo", "Ines", "Jon", "Kim", "Lou")
_HOSTS = ("gmail.com", "example.org", "example.net", "mail.example", "outlook.example")
_THROWAWAY = ("mailinator.com", "yopmail.com", "guerrillamail.com")


@dataclass(frozen=True)
class Flood:
    """Forms with what their authors are."""

    honest: list[Form]
    bots: list[Form]
    botnet: slice
    """Which of the bots came from a thousand networks with an address of their own each."""


def flood(seed: int = 5) -> Flood:
    """Three waves of bots within twenty days of honest claims."""
    drawn = random.Random(seed)
    bots = [
        *_of_one_machine(drawn, 800),
        *_of_one_rented_network(drawn, 600),
        *_of_a_botnet(drawn, 600),
    ]
    return Flood(list(_honest(drawn)), bots, slice(1_400, 2_000))


def _honest(drawn: random.Random) -> Iterator[Form]:
    """Households of one to five; some on a campus, some at a library, some in a house of flats."""
    filed = 0
    while filed < HONEST:
        household = drawn.randint(1, 5)
        family, home = drawn.choice(_FAMILIES), drawn.randrange(10**6)
        network = f"10.{home % 200}.{home // 200 % 200}.{home % 250}"
        street = f"{1 + home % 900} {drawn.choice('ABCDEFGH')}elm Street"
        start = NOW + timedelta(minutes=drawn.randrange(_DAYS * 24 * 60))
        phone = f"+1 510 55{home % 100000:05}"
        for _ in range(min(household, HONEST - filed)):
            given = drawn.choice(_GIVEN)
            place = drawn.random()
            device = f"home {home}"
            if place < 0.05:
                network, device = f"198.51.100.{drawn.randrange(250)}", f"own {filed}"
            elif place < 0.08:
                network, device = "192.0.2.7", "library"
            yield form(
                seen=FilingTrace(
                    network=network,
                    device=device,
                    form_seconds=int(drawn.lognormvariate(5, 0.7)) + 12,
                    filled_the_trap=drawn.random() < 0.003,
                ),
                at=start + timedelta(minutes=drawn.randrange(90)),
                first_name=given,
                last_name=family,
                email=f"{given}.{family}{drawn.randrange(40, 99)}@{drawn.choice(_HOSTS)}".lower(),
                phone=phone if drawn.random() < 0.5 else "",
                street=street if drawn.random() < 0.97 else f"500 High Street Apt {filed}",
                postal_code=f"{90000 + home % 5000}",
            )
            filed += 1


def _of_one_machine(drawn: random.Random, many: int) -> Iterator[Form]:
    """One browser that fills in whatever it finds, from one address."""
    for i in range(many):
        yield form(
            seen=FilingTrace("203.0.113.9", "one browser", drawn.randint(2, 9), True),
            at=NOW + timedelta(days=3, seconds=i * 4),
            first_name=drawn.choice(_GIVEN),
            last_name=drawn.choice(_FAMILIES),
            email=f"claimant{i:04}@{drawn.choice(_THROWAWAY)}",
            street=f"{i} Main Street",
            postal_code="94103",
        )


def _of_one_rented_network(drawn: random.Random, many: int) -> Iterator[Form]:
    """A new browser each time, slower, past the trap, ordinary hosts, one account to be paid to."""
    for i in range(many):
        yield form(
            seen=FilingTrace(f"203.0.114.{i % 240}", f"rented {i}", drawn.randint(25, 90), False),
            at=NOW + timedelta(days=9, seconds=i * 6),
            first_name=drawn.choice(_GIVEN),
            last_name=drawn.choice(_FAMILIES),
            email=f"{drawn.choice(_GIVEN)}.{drawn.choice(_FAMILIES)}{i:03}@gmail.com".lower(),
            street=f"{i} Oak Street",
            postal_code="10001",
            payment_destination=f"account {i % 12}",
        )


def _of_a_botnet(drawn: random.Random, many: int) -> Iterator[Form]:
    """Another network, browser and mailbox each, at a person's pace: only the hours are alike."""
    for i in range(many):
        yield form(
            seen=FilingTrace(
                f"172.{16 + i % 200}.{i % 250}.{i % 240}", f"net {i}", drawn.randint(60, 300)
            ),
            at=NOW + timedelta(days=15, seconds=i * 12),
            first_name=drawn.choice(_GIVEN),
            last_name=drawn.choice(_FAMILIES),
            email="".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=9)) + "@gmail.com",
            street=f"{drawn.randrange(9999)} Pine Street",
            postal_code=f"{drawn.randrange(10000, 99999)}",
        )
