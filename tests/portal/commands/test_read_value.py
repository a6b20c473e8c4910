"""Telling of values that the plan does not name, and reading one, from the command line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from claims.models import Event, EventKind, Matter, ValueReading
from tests.claims.records.production_files import account, message, subscription, write_kind
from tests.factories import open_matter

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

UNKNOWN = {
    "kind": "subscriptions",
    "column": "product",
    "value": "Premium_Career",
    "rows": 2,
    "nearest": "premium_career",
}


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def produce(folder: Path, *products: str, as_json: bool = False) -> str:
    rows = [subscription(subscription_id=f"S{n}", product=p) for n, p in enumerate(products)]
    files = {"accounts": [account()], "subscriptions": rows, "messages": [message()]}
    words = [
        w for kind, r in files.items() for w in (f"--{kind}", str(write_kind(folder, kind, r)))
    ]
    return run("import_records", "linkedin-inmail", *words, *(["--json"] if as_json else []))


def test_an_import_tells_of_words_that_the_plan_does_not_name(matter: Matter, tmp_path: Path):
    said = produce(tmp_path, "Premium_Career", "Premium_Career", "premium_career")
    assert 'product "Premium_Career": 2 rows, nearest: premium_career' in said
    assert "read_value linkedin-inmail product VALUE --same-as NAME, or --other." in said
    again = json.loads(produce(tmp_path, "Premium_Career", "Premium_Career", as_json=True))
    assert again["unknown_values"] == [UNKNOWN]


def test_an_import_of_known_words_says_nothing_of_them(matter: Matter, tmp_path: Path):
    assert "does not name" not in produce(tmp_path, "premium_career")
    again = json.loads(produce(tmp_path, "premium_career", as_json=True))
    assert set(again) == {"accounts", "subscriptions", "messages"}


def test_a_tally_tells_of_them_too(matter: Matter, tmp_path: Path):
    produce(tmp_path, "Premium_Career", "Premium_Career")
    assert 'product "Premium_Career": 2 rows' in run("tally", "linkedin-inmail")
    assert json.loads(run("tally", "linkedin-inmail", "--json"))["unknown_values"] == [UNKNOWN]
    run("read_value", "linkedin-inmail", "product", "Premium_Career", "--other")
    result = json.loads(run("tally", "linkedin-inmail", "--json"))
    assert (result["readings"], "unknown_values" in result) == (1, False)
    assert "that people had read: 1" in run("tally", "linkedin-inmail")


def test_values_are_listed_and_read(matter: Matter, tmp_path: Path):
    assert "Every value in the records is known." in run("read_value", "linkedin-inmail")
    produce(tmp_path, "Premium_Career", "Premium_Career", "gift")
    listed = json.loads(run("read_value", "linkedin-inmail", "--json"))
    assert [value["value"] for value in listed["unknown_values"]] == ["Premium_Career", "gift"]

    words = ("read_value", "linkedin-inmail", "product")
    said = run(*words, "Premium_Career", "--same-as", "premium_career")
    assert said.startswith('Reading 1: product "Premium_Career" is the same as "premium_career".')
    reading = json.loads(run(*words, "gift", "--other", "--json"))
    assert reading == {"reading": 2, "column": "product", "value": "gift", "same_as": None}
    listed = json.loads(run("read_value", "linkedin-inmail", "--json"))
    assert (listed["unknown_values"], len(listed["readings"])) == ([], 2)
    assert 'Reading 2: product "gift" is another thing.' in run("read_value", "linkedin-inmail")
    events = Event.objects.filter(matter=matter, kind=EventKind.VALUE_READ)
    assert set(events.values_list("actor", flat=True)) == {"operator"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["product"], "Give a column, a value, and --same-as NAME or --other"),
        (["product", "gift"], "Give a column, a value, and --same-as NAME or --other"),
        (["product", "gift", "--same-as", "gold"], "The plan names no product 'gold'."),
        (["country", "FR", "--other"], "'country' is no column whose values have to be read."),
        (["product", "premium_career", "--other"], "The plan names 'premium_career' itself"),
        (["--other"], "Give a column, a value, and --same-as NAME or --other"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_line(matter: Matter, words: list[str], said: str):
    with pytest.raises(CommandError) as refusal:
        run("read_value", "linkedin-inmail", *words)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not ValueReading.objects.exists()
