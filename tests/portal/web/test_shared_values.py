"""Django's cache, in the database and as JSON."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from time_machine import TimeMachineFixture

from portal.models import SharedValue
from portal.web import shared_values

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def test_a_value_is_held_replaced_and_deleted():
    cache.set("k", [1.5, 2.5])
    cache.set("k", {"a": "é"})

    assert cache.get("k") == {"a": "é"}
    assert (cache.delete("k"), cache.delete("k"), cache.get("k", "none")) == (True, False, "none")


def test_the_first_to_add_a_value_wins_until_it_runs_out(time_machine: TimeMachineFixture):
    first = [cache.add("k", 1, timeout=30), cache.add("k", 2, timeout=30), cache.get("k")]
    time_machine.move_to(NOW + timedelta(seconds=30), tick=False)
    after = [cache.get("k"), cache.add("k", 3, timeout=30), cache.add("k", 4), cache.get("k")]

    assert (first, after) == ([True, False, 1], [None, True, False, 3])


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_once_one_does():
    cache.add("k", "old", timeout=-1)

    def add(place: int) -> bool:
        with closing(connection):
            return cache.add("k", place, timeout=30)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add, range(12))).count(True) == 1


def test_touching_lets_a_value_last(time_machine: TimeMachineFixture):
    cache.set("k", 1, timeout=30)

    assert (cache.touch("k", 90), cache.touch("none", 90)) == (True, False)
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert cache.get("k") == 1


def test_no_key_stands_in_the_table_as_it_is():
    cache.set("allauth:ip:192.0.2.1", 1)

    assert "192.0.2.1" not in str(SharedValue.objects.values())


def test_what_has_run_out_goes_and_what_never_does_stays():
    for key, timeout in (("gone", 0.0), ("later", 30), ("always", None)):
        cache.set(key, 1, timeout=timeout)

    shared_values.forget_expired()

    assert (cache.get("gone"), cache.get("later"), cache.get("always")) == (None, 1, 1)
    assert SharedValue.objects.count() == 2
