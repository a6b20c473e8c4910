"""How often one address may send a form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory

from portal.rate_limits import client_address, seconds_to_wait

# The first second of a window of ten minutes.
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.RATE_LIMITS = {"codes": (3, 600), "forms": (1, 60)}
    cache.clear()


def request_from(address: str, forwarded_for: str = "") -> HttpRequest:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded_for} if forwarded_for else {}
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


def waits(times: int, *, at: datetime = START, address: str = "192.0.2.1") -> list[int]:
    return [seconds_to_wait("codes", request_from(address), at) for _ in range(times)]


def test_as_many_tries_as_the_limit_pass_and_the_next_waits():
    assert waits(4) == [0, 0, 0, 600]


@pytest.mark.parametrize(
    ("moment", "wait"),
    [
        pytest.param(START + timedelta(seconds=599), 1, id="the last second of the window"),
        pytest.param(START + timedelta(seconds=600), 0, id="the first second of the next"),
    ],
)
def test_the_wait_ends_with_the_window(moment: datetime, wait: int):
    waits(3)

    assert waits(1, at=moment) == [wait]


def test_addresses_are_counted_apart():
    waits(3)

    assert waits(1, address="192.0.2.2") == [0]


def test_limits_are_counted_apart():
    waits(3)

    assert seconds_to_wait("forms", request_from("192.0.2.1"), START) == 0


def test_of_many_tries_at_once_no_more_than_the_limit_pass():
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: waits(1)[0], range(200)))

    assert answers.count(0) == 3


def test_a_count_that_runs_out_between_two_steps_starts_again(monkeypatch: pytest.MonkeyPatch):
    incr = cache.incr
    left = iter([ValueError("gone")])

    def incr_after_the_key_ran_out(key: str) -> int:
        for error in left:
            cache.delete(key)
            raise error
        return incr(key)

    monkeypatch.setattr(cache, "incr", incr_after_the_key_ran_out)

    assert waits(4) == [0, 0, 0, 600]


def test_the_cache_holds_no_address(monkeypatch: pytest.MonkeyPatch):
    keys: list[str] = []
    add = cache.add

    def watched_add(key: str, *args: Any, **options: Any) -> bool:
        keys.append(key)
        return add(key, *args, **options)

    monkeypatch.setattr(cache, "add", watched_add)

    waits(1)

    assert keys
    assert "192.0.2.1" not in "".join(keys)


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        pytest.param(0, "203.0.113.9", "192.0.2.1", id="no proxy of ours"),
        pytest.param(1, "203.0.113.9", "203.0.113.9", id="one proxy"),
        pytest.param(1, "10.0.0.1, 203.0.113.9", "203.0.113.9", id="one proxy, and an invention"),
        pytest.param(2, "203.0.113.9, 10.0.0.2", "203.0.113.9", id="two proxies"),
        pytest.param(2, "203.0.113.9", "192.0.2.1", id="fewer hops than proxies"),
        pytest.param(1, "", "192.0.2.1", id="no header"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    settings, proxies: int, forwarded_for: str, address: str
):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert client_address(request_from("192.0.2.1", forwarded_for)) == address
