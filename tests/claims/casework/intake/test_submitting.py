"""One submission becomes one claim, all of it or nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connections, models

from claims.audit.trail_check import check_trail
from claims.casework.intake import CannotSubmit, KeyAlreadyUsed, Receipt, submit, submit_many
from claims.models import Channel, Claim, Event, Letter, Matter, OutboxEntry, SubmissionKey
from tests.factories import CLAIMANT, LATER, NOW, open_matter, submission

THREADS = 8


def send(matter: Matter, key: str = "k", **changes: Any) -> Receipt:
    changes = {"external_ref": "", "email": "ana@example.org", **changes}
    channel = changes.pop("channel", Channel.API)
    at = changes.pop("at", NOW)
    said = submission(**changes)
    return submit(matter, said, channel=channel, key=key, actor=CLAIMANT, at=at)


def test_a_web_claim_gets_a_receipt_by_e_mail(matter: Matter):
    claim = send(matter, channel=Channel.WEB).claim

    letter = Letter.objects.get(claim=claim)
    assert letter.kind == Letter.Kind.RECEIPT
    assert set(OutboxEntry.objects.values_list("topic", "subject_id")) == {
        ("assess_claim", claim.pk),
        ("send_letter", letter.pk),
    }


def test_a_retry_makes_no_second_claim_though_the_clock_went_on(matter: Matter):
    first = send(matter)

    again = send(matter, filed_at=LATER, at=LATER)

    assert (first.repeated, again.repeated) == (False, True)
    assert again.claim == first.claim
    assert (Claim.objects.count(), Letter.objects.count()) == (1, 1)


def test_one_key_with_other_content_is_refused(matter: Matter):
    send(matter)

    with pytest.raises(KeyAlreadyUsed, match="already used for a claim with different content"):
        send(matter, first_name="Bea")


def test_one_key_means_two_things_in_two_matters_and_on_two_channels(matter: Matter):
    claims = {
        send(matter).claim.pk,
        send(open_matter("another-matter")).claim.pk,
        send(matter, channel=Channel.WEB).claim.pk,
    }

    assert len(claims) == 3


def test_a_stranger_cannot_take_a_reference_away_from_who_sends_files(matter: Matter):
    send(matter, external_ref="R-1", channel=Channel.API)
    send(matter, key="another", external_ref="R-1", channel=Channel.API)

    send(matter, key="R-1", channel=Channel.BULK, external_ref="R-1")

    assert Claim.objects.filter(external_ref="R-1").count() == 3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"first_name": "a\0b"}, "first_name: .* not text", id="a NUL"),
        pytest.param({"city": "\ud800"}, "city: .* not text", id="half a character"),
        pytest.param({"street": "x" * 501}, "street: It is longer than 500", id="a long street"),
        pytest.param({"key": "k" * 256}, "key: It is longer than 255", id="a long key"),
        pytest.param({"external_ref": "r" * 201}, "external_ref: .* 200", id="a long reference"),
        pytest.param({"country": "USA"}, "country: It is longer than 2", id="a long country"),
        pytest.param(
            {"declaration": {"text": "a\0"}}, "declaration: .* not text", id="the declaration"
        ),
    ],
)
def test_what_no_claim_can_hold_is_refused_in_one_sentence(
    matter: Matter, changes: dict[str, Any], says: str
):
    with pytest.raises(CannotSubmit, match=says):
        send(matter, **changes)

    assert not Claim.objects.exists()


def test_one_unsound_submission_does_not_hold_up_the_others(matter: Matter):
    good, bad = submission(), submission(first_name="\0")

    results = submit_many(
        matter,
        [("a", good), ("b", bad), ("c", replace(good, external_ref="R-c"))],
        channel=Channel.BULK,
        actor=CLAIMANT,
        at=NOW,
    )

    assert [type(result) for result in results] == [Receipt, CannotSubmit, Receipt]


@pytest.mark.parametrize(
    "model", [Claim, Event, SubmissionKey, Letter, OutboxEntry], ids=lambda model: model.__name__
)
def test_a_failure_at_any_insert_leaves_nothing(
    matter: Matter, model: type[models.Model], monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(type(model._default_manager), "bulk_create", failing(model, fail))
    before = Event.objects.count()

    with pytest.raises(DatabaseError, match="the disk is full"):
        send(matter)

    monkeypatch.undo()
    for left in (Claim, SubmissionKey, Letter, OutboxEntry):
        assert not left.objects.exists()
    assert Event.objects.count() == before
    assert send(matter).repeated is False


def failing(model: type[models.Model], fail: Callable[..., None]) -> Callable[..., Any]:
    real = type(model._default_manager).bulk_create

    def bulk_create(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.model is model:
            # After its rows, the hardest moment: they have to be taken back.
            real(self, *args, **kwargs)
            fail()
        return real(self, *args, **kwargs)

    return bulk_create


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("external_ref", ["", "R-1"], ids=["without a reference", "with one"])
def test_one_key_from_eight_threads_makes_one_claim(external_ref: str):
    matter = open_matter()
    said = submission(external_ref=external_ref)
    start = Barrier(THREADS)

    def run(_: int) -> tuple[int, bool]:
        try:
            start.wait(30)
            receipt = submit(matter, said, channel=Channel.API, key="k", actor=CLAIMANT, at=NOW)
            return receipt.claim.pk, receipt.repeated
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(run, range(THREADS)))

    claim = Claim.objects.get()
    assert {pk for pk, _ in results} == {claim.pk}
    assert sorted(repeated for _, repeated in results) == [False] + [True] * (THREADS - 1)
    assert (claim.events.count(), OutboxEntry.objects.count()) == (1, 1)
    assert check_trail([matter]).ok


@pytest.mark.django_db(transaction=True)
def test_files_that_share_rows_in_another_order_come_in_at_once():
    matter = open_matter()
    rows = [(f"R-{n:03}", submission(external_ref=f"R-{n:03}")) for n in range(60)]
    orders = [rows, rows[::-1], rows[30:] + rows[:30], rows[::-1]]
    start = Barrier(len(orders))

    def run(order: list[tuple[str, Any]]) -> int:
        try:
            start.wait(30)
            made = 0
            for at in range(0, len(order), 20):
                results = submit_many(
                    matter,
                    order[at : at + 20],
                    channel=Channel.BULK,
                    actor=CLAIMANT,
                    at=NOW,
                )
                made += sum(not r.repeated for r in results if isinstance(r, Receipt))
            return made
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(orders)) as pool:
        made = sum(pool.map(run, orders))

    assert made == Claim.objects.count() == len(rows)
    assert check_trail([matter]).ok


@pytest.mark.parametrize("claims", [1, 100], ids=["one claim", "a hundred"])
def test_many_claims_take_hardly_more_queries_than_one(
    matter: Matter, claims: int, django_assert_max_num_queries
):
    said = [(f"k{n}", submission()) for n in range(claims)]

    # SQLite takes a thousand values in a statement, so a hundred claims need a few.
    with django_assert_max_num_queries(15):
        submit_many(matter, said, channel=Channel.BULK, actor=CLAIMANT, at=NOW)
