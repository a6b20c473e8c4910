"""Eight programs send the same claim at the same moment."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from claims.models import Claim, Event, OutboxEntry
from portal.worker import publisher
from tests.claims.exports.sealed_tallies import open_sample_matter

THREADS = 8
ADDRESS = "/api/v1/matters/linkedin-inmail/claims/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"signed": True, "first_name": "Ana"}, id="without a reference"),
        pytest.param({"signed": True, "external_ref": "EXT-1"}, id="with a reference"),
    ],
)
def test_one_key_sent_eight_times_at_once_makes_one_claim(
    body: dict[str, object], monkeypatch: pytest.MonkeyPatch
):
    cache.clear()
    monkeypatch.setattr(publisher, "publish", lambda: None)
    open_sample_matter()
    start = Barrier(THREADS)

    def post() -> tuple[int, str]:
        try:
            start.wait(30)
            answer = Client().post(
                ADDRESS,
                json.dumps(body),
                content_type="application/json",
                headers={"Idempotency-Key": "the-same"},
            )
            return answer.status_code, answer.json()["reference"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda _: post(), range(THREADS)))

    claim = Claim.objects.get()
    assert sorted(status for status, _ in answers) == [200] * (THREADS - 1) + [201]
    assert {reference for _, reference in answers} == {claim.reference}
    assert Event.objects.filter(claim=claim).count() == 1
    assert OutboxEntry.objects.filter(topic=OutboxEntry.Topic.ASSESS_CLAIM).count() == 1
