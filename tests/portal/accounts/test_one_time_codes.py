"""What holds for one-time codes of either purpose: length, age, tries, one use, how many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from claims.models import Account, Claim, Letter
from portal.accounts.codes import ACCESS, mac_of_browser
from portal.accounts.contact_codes import CONTACT
from portal.accounts.one_time_codes import TRIES, Purpose
from tests.factories import NOW

pytestmark = pytest.mark.one_engine

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Codes:
    """Codes of one purpose for one claim."""

    purpose: Purpose[Any]
    whose: dict[str, Any]
    more: dict[str, Any]

    def issue(self) -> str:
        return self.purpose.issue(NOW, self.whose, **self.more)

    def spend(self, code: str, after: timedelta = timedelta(0)) -> bool:
        return self.purpose.spend(NOW + after, self.whose, code, (0,)) is not None


@pytest.fixture(params=["access", "contact"])
def codes(request: pytest.FixtureRequest, claim: Claim) -> Codes:
    if request.param == "access":
        return Codes(ACCESS, {"claim": claim, "browser_mac": mac_of_browser("b")}, {})
    account = Account.objects.create(
        matter=claim.matter, account_id="A1", created_on=date(2020, 1, 1)
    )
    return Codes(CONTACT, {"claim": claim}, {"account": account})


@pytest.mark.parametrize(
    ("purpose", "digits", "minutes", "most", "within"),
    [
        pytest.param(ACCESS, 6, 15, 20, timedelta(hours=1), id="access"),
        pytest.param(CONTACT, 8, 30, 5, timedelta(days=1), id="contact"),
    ],
)
def test_the_purposes_differ_in_these_numbers(
    purpose: Purpose[Any], digits: int, minutes: int, most: int, within: timedelta
) -> None:
    assert (purpose.digits, purpose.minutes) == (digits, minutes)
    assert (purpose.most, purpose.within) == (most, within)


def test_a_code_has_its_digits_and_only_its_hash_is_kept(codes: Codes) -> None:
    code = codes.issue()

    assert (len(code), code.isdecimal()) == (codes.purpose.digits, True)
    (row,) = codes.purpose.model.objects.values()
    assert code not in str(row["code_mac"])
    assert row["tries_left"] == TRIES


def _just_in_time(codes: Codes, code: str) -> bool:
    return codes.spend(code, codes.purpose.valid_for - SECOND)


def _too_late(codes: Codes, code: str) -> bool:
    return codes.spend(code, codes.purpose.valid_for)


def _after_wrong_tries(tries: int) -> Callable[[Codes, str], bool]:
    def spend(codes: Codes, code: str) -> bool:
        wrong = str(int(code) + 1).zfill(len(code))[-len(code) :]
        assert not any(codes.spend(wrong) for _ in range(tries))
        return codes.spend(code)

    return spend


def _twice(codes: Codes, code: str) -> bool:
    assert codes.spend(code)
    return codes.spend(code)


def _after_a_newer_one(codes: Codes, code: str) -> bool:
    newer = codes.issue()
    while newer == code:
        newer = codes.issue()
    return codes.spend(code)


@pytest.mark.parametrize(
    ("way", "works"),
    [
        pytest.param(lambda codes, code: codes.spend(code), True, id="at once"),
        pytest.param(_just_in_time, True, id="a second before it ends"),
        pytest.param(_too_late, False, id="when it ends"),
        pytest.param(_after_wrong_tries(TRIES - 1), True, id="right at the fifth try"),
        pytest.param(_after_wrong_tries(TRIES), False, id="right at the sixth try"),
        pytest.param(_twice, False, id="a second time"),
        pytest.param(_after_a_newer_one, False, id="after a newer one"),
    ],
)
def test_a_code_is_spent_once_in_time_and_in_few_tries(
    codes: Codes, way: Callable[[Codes, str], bool], works: bool
) -> None:
    assert way(codes, codes.issue()) is works


def test_a_code_is_of_no_use_for_another_claim(codes: Codes) -> None:
    code = codes.issue()
    other = Codes(codes.purpose, {**codes.whose, "claim": None}, {})

    assert not other.spend(code)
    assert codes.spend(code)


@pytest.mark.parametrize(
    ("later", "is_free", "letters"),
    [
        pytest.param(-SECOND, False, 0, id="a second before the time is over"),
        pytest.param(-SECOND, True, 1, id="where the limit does not count"),
        pytest.param(timedelta(0), False, 1, id="when the time is over"),
    ],
)
def test_no_more_are_asked_for_in_a_time_than_its_most(
    codes: Codes, later: timedelta, is_free: bool, letters: int
) -> None:
    purpose, claim = codes.purpose, codes.whose["claim"]
    for _ in range(purpose.most + 1):
        purpose.ask(claim, NOW)
    assert Letter.objects.filter(kind=purpose.letter).count() == purpose.most

    purpose.ask(claim, NOW + purpose.within + later, unless=lambda: is_free)

    assert Letter.objects.filter(kind=purpose.letter).count() == purpose.most + letters
