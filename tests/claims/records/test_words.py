"""Words that the plan does not name: counted, told with the nearest one, and read by people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.audit import Actor
from claims.audit.trail_check import check_trail as check_audit
from claims.casework.docket import current_plan
from claims.models import Event, EventKind, Matter, ValueReading
from claims.records.lookup import current_production
from claims.records.value_meanings import (
    CannotRead,
    last_reading,
    production_readings,
    production_words,
    read_value,
    readings_by_column,
    unknown_values,
)
from tests.claims.records.production_files import Row, account, subscription
from tests.claims.records.test_corrections import import_rows
from tests.factories import open_matter

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
ALICE = Actor("administrator", "alice")


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


def produce(matter: Matter, folder: Path, *products: str, **cells: str) -> None:
    rows: list[Row] = [
        subscription(subscription_id=f"S{number}", product=product, **cells)
        for number, product in enumerate(products)
    ]
    import_rows(matter, folder, accounts=[account()], subscriptions=rows)


def unknown(matter: Matter) -> list[tuple[str, int, str]]:
    found = unknown_values(
        current_production(matter), current_plan(matter), readings_by_column(matter)
    )
    assert {(value.kind, value.column) for value in found} <= {("subscriptions", "product")}
    return [(value.value, value.rows, value.nearest) for value in found]


def read(matter: Matter, value: str, same_as: str | None, column: str = "product") -> ValueReading:
    plan = current_plan(matter)
    return read_value(matter, plan, column, value, same_as, actor=ALICE, at=AT)


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        pytest.param(["premium_career", "recruiter_lite"], [], id="all named"),
        pytest.param(
            ["Premium_Career", "premium_career"],
            [("Premium_Career", 1, "premium_career")],
            id="case",
        ),
        pytest.param(
            ["Sales Navigator", "learning", "Sales Navigator"],
            [("Sales Navigator", 2, "sales_navigator"), ("learning", 1, "learning_only")],
            id="those in most rows first",
        ),
        pytest.param(
            ["premium\u00a0gift", "premium gift"],
            [("premium gift", 2, "premium_career")],
            id="blanks",
        ),
        pytest.param(["premium\u200b_career"], [], id="the same but for what cannot be seen"),
        pytest.param(["=1+1"], [("=1+1", 1, "")], id="a formula"),
    ],
)
def test_each_word_that_the_plan_does_not_name_is_told(
    matter: Matter, tmp_path: Path, products: list[str], expected: list[tuple[str, int, str]]
):
    produce(matter, tmp_path, *products)
    found = unknown(matter)
    if expected and expected[0][0] == "premium gift":
        assert [(value, rows) for value, rows, _ in found] == [("premium gift", 2)]
    else:
        assert found == expected


def test_before_the_first_import_no_word_is_unknown(matter: Matter):
    assert unknown(matter) == []


def test_a_word_is_told_until_a_person_reads_it(matter: Matter, tmp_path: Path):
    produce(matter, tmp_path, "Career", "Career", "gift card", "premium_career")
    assert [value for value, _, _ in unknown(matter)] == ["Career", "gift card"]

    first, second = read(matter, " Career ", "premium_career"), read(matter, "gift card", None)

    assert ((first.number, first.same_as), (second.number, second.same_as)) == (
        (1, "premium_career"),
        (2, ""),
    )
    assert unknown(matter) == []
    production = current_production(matter)
    assert production is not None
    readings = production_readings(production, current_plan(matter), readings_by_column(matter))
    of_product = readings["subscriptions", "product"]
    assert of_product.same == (("Career", "premium_career"),)
    assert (of_product.others, of_product.all_known) == (("gift card",), True)
    assert readings_by_column(matter, 1) == {
        ("subscriptions", "product"): {"Career": "premium_career"}
    }


def test_every_way_to_write_a_word_is_read_with_it(matter: Matter, tmp_path: Path):
    produce(matter, tmp_path, "Premium\u00a0Career", "Premium  Career", "premium_\u200bcareer")
    read(matter, "Premium Career", "premium_career")
    production = current_production(matter)
    assert production is not None
    readings = production_readings(production, current_plan(matter), readings_by_column(matter))
    assert {meant for _, meant in readings["subscriptions", "product"].same} == {"premium_career"}
    assert len(readings["subscriptions", "product"].same) == 3


def test_the_later_of_two_readings_holds_and_the_same_again_is_none(matter: Matter):
    assert last_reading(matter) == 0
    read(matter, "Career", "premium_career")
    assert read(matter, "Career", "premium_career").number == 1
    assert read(matter, "Career", None).number == 2
    assert readings_by_column(matter) == {("subscriptions", "product"): {"Career": None}}
    assert last_reading(matter) == 2


@pytest.mark.parametrize(
    ("column", "value", "same_as", "said"),
    [
        ("product", "premium_career", None, "The plan names 'premium_career' itself"),
        (
            "product",
            "Career",
            "career",
            "The plan names no product 'career'. It names learning_only, premium_career",
        ),
        ("product", " \u200b ", None, "No product is given"),
        ("country", "FR", None, "'country' is no column whose values have to be read. Under this"),
        ("channel", "InMail", "inmail", "there are: product."),
    ],
)
def test_what_cannot_be_said_of_a_value_says_why(
    matter: Matter, column: str, value: str, same_as: str | None, said: str
):
    with pytest.raises(CannotRead) as refusal:
        read(matter, value, same_as, column)
    assert said in str(refusal.value)
    assert not ValueReading.objects.exists()


def test_a_reading_stands_in_the_trail_and_none_can_be_slipped_in(matter: Matter):
    read(matter, "Career", "premium_career")
    event = Event.objects.get(matter=matter, kind=EventKind.VALUE_READ)
    assert (event.actor, event.data["number"]) == ("administrator:alice", 1)
    assert check_audit([matter]).first_break is None

    ValueReading.objects.create(
        matter=matter,
        number=2,
        kind="subscriptions",
        column="product",
        value="gift",
        decided_by="operator",
        decided_at=AT,
    )
    said = f"Matter {matter.slug}: reading 2 is missing or was never made."
    assert check_audit([matter]).first_break == said


@pytest.mark.parametrize(("amounts", "expected"), [(["29.99"], False), (["29.99", "-29.99"], True)])
def test_a_production_says_whether_anything_was_paid_back(
    matter: Matter, tmp_path: Path, amounts: list[str], expected: bool
):
    rows = [
        {**subscription(amount_paid=amount), "kind": "refund" if amount[0] == "-" else ""}
        for amount in amounts
    ]
    import_rows(matter, tmp_path, accounts=[account()], subscriptions=rows)
    production = current_production(matter)
    assert production is not None
    assert production_words(production).has_refunds is expected
