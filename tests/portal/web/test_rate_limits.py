"""How often something may be done, and by whom it is counted."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest
from django.test import RequestFactory

from portal.models import RequestCount
from portal.web import rate_limits
from portal.web.rate_limits import TooManyRequests, client_address, count_use

# The first second of a window of ten minutes.
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.RATE_LIMITS = {
        "code_entry": {"network": (3, 600)},
        "answer": {"visit": (2, 60), "network": (4, 60)},
        "code_request": {"claim": (1, 600)},
    }


def request_from(address: str, forwarded_for: str = "") -> HttpRequest:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded_for} if forwarded_for else {}
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


def wait_of(name: str = "code_entry", *, at: datetime = START, address="192.0.2.1", **doer) -> int:
    try:
        count_use(name, request_from(address), at, **doer)
    except TooManyRequests as refused:
        return refused.seconds
    return 0


def test_as_many_tries_as_the_limit_pass_and_the_next_waits():
    assert [wait_of() for _ in range(4)] == [0, 0, 0, 600]


@pytest.mark.parametrize(
    ("moment", "wait"),
    [
        pytest.param(START + timedelta(seconds=599), 1, id="the last second of the window"),
        pytest.param(START + timedelta(seconds=600), 0, id="the first second of the next"),
    ],
)
def test_the_wait_ends_with_the_window(moment: datetime, wait: int):
    for _ in range(3):
        wait_of()

    assert wait_of(at=moment) == wait


def test_networks_are_counted_apart():
    for _ in range(4):
        wait_of()

    assert wait_of(address="192.0.2.2") == 0


def test_neighbours_of_one_ipv6_subscriber_are_one_network():
    waits = [wait_of(address=f"2001:db8:1:2::{place}") for place in range(1, 5)]

    assert (waits, wait_of(address="2001:db8:1:3::1")) == ([0, 0, 0, 600], 0)


def test_addresses_of_ipv4_stay_apart_where_a_server_listens_on_ipv6():
    waits = [wait_of(address=f"::ffff:192.0.2.{place}") for place in range(1, 5)]

    assert waits == [0, 0, 0, 0]


def test_kinds_are_counted_apart():
    for _ in range(4):
        wait_of()

    assert wait_of("answer", visit="v") == 0


def test_each_visit_has_its_own_number_and_the_network_one_for_all():
    visits = ["a", "a", "a", "b", "b"]

    assert [wait_of("answer", visit=visit) for visit in visits] == [0, 0, 60, 0, 60]


def test_a_visit_is_the_same_from_another_network():
    waits = [wait_of("answer", visit="a", address=f"192.0.2.{place}") for place in range(3)]

    assert waits == [0, 0, 60]


def test_a_stranger_elsewhere_uses_up_nobodys_codes():
    wait_of("code_request", claim="CF-1", address="203.0.113.1")

    assert wait_of("code_request", claim="CF-1", address="203.0.113.1") == 600
    assert wait_of("code_request", claim="CF-1") == 0


def test_two_scopes_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        wait_of("answer", visit="v")


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_no_more_than_the_limit_pass():
    def try_once(_place: int) -> int:
        with closing(connection):
            return wait_of()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(try_once, range(40)))

    assert waits.count(0) == 3


def test_no_address_and_no_reference_stands_in_a_count():
    wait_of("code_request", claim="CF-1")

    (counted,) = RequestCount.objects.values()
    assert "192.0.2.1" not in str(counted)
    assert "CF-1" not in str(counted)


def test_counts_go_when_their_window_has_ended():
    wait_of()
    wait_of("answer", visit="v")

    rate_limits.forget_ended_windows(START + timedelta(seconds=60))

    assert RequestCount.objects.count() == 1


def test_without_counts_people_still_file_and_nobody_looks_a_claim_up(monkeypatch):
    def fail(windows: object) -> None:
        raise DatabaseError("no counts")

    monkeypatch.setattr(rate_limits, "_counts_after", fail)

    assert wait_of("answer", visit="v") == 0
    with pytest.raises(OperationalError):
        wait_of("code_request", claim="CF-1")


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
