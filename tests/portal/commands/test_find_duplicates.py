"""`manage.py find_duplicates`: what it prints, and that it refuses in one line."""

import json

import pytest
from django.core.management import CommandError, call_command

from claims.casework import docket
from tests.claims.casework.duplicates.filing import ANA, filed, trails_hold
from tests.factories import member, open_matter, produce

pytestmark = pytest.mark.one_engine


def test_it_says_what_it_found_and_the_second_time_the_same(
    db: None, capsys: pytest.CaptureFixture[str]
):
    matter = open_matter()
    produce(matter, member("A1"))
    for _ in range(2):
        filed(matter, **ANA | {"email": "a1@example.org"})
    said = []
    for _ in range(2):
        call_command("find_duplicates", matter.slug, "--json")
        said.append(json.loads(capsys.readouterr().out))

    assert said[0] == said[1]
    assert said[0] == {
        "matter": matter.slug,
        "claims": 2,
        "alike": 1,
        "competing": 0,
        "clusters": 1,
        "too_many": 0,
        "by_key": {"account": 1, "email": 1},
        "flagged": 0,
        "lifted": 0,
        "put_aside": 0,
        "states": {"flagged": 1},
    }
    call_command("find_duplicates", matter.slug)
    assert "1 look like one of 1 others" in capsys.readouterr().out
    trails_hold(docket.find_matter(matter.slug))


def test_an_unknown_matter_is_refused_in_one_line(db: None):
    with pytest.raises(CommandError, match=r"^[^\n]+$"):
        call_command("find_duplicates", "nowhere")
