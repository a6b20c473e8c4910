"""File a claim by program: once, whole, or refused with a sentence."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from claims.casework import intake
from claims.models import Claim, Event, EventKind, Letter, Matter, OutboxEntry, SubmissionKey
from portal.worker import publisher
from tests.claims.exports.sealed_tallies import open_sample_matter

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/matters/linkedin-inmail/claims/"
BODY: dict[str, Any] = {
    "external_ref": "EXT-1",
    "first_name": "Ana",
    "last_name": "Rivera",
    "email": "ana@example.org",
    "country": "US",
    "signed": True,
}


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the worker was rung; its own work is tested elsewhere."""
    rings: list[int] = []
    monkeypatch.setattr(publisher, "publish", lambda: rings.append(1))
    return rings


@pytest.fixture
def matter() -> Matter:
    return open_sample_matter()


@pytest.fixture
def api(client: Client, matter: Matter):
    """Post a body (any JSON value, or bytes as they are)."""

    def post(body: Any, key: str | None = "key-1", **options: Any):
        headers = options.pop("headers", {})
        if key is not None:
            headers = {**headers, "Idempotency-Key": key}
        data = body if isinstance(body, bytes) else json.dumps(body)
        content_type = options.pop("content_type", "application/json")
        address = options.pop("address", ADDRESS)
        return client.post(address, data, content_type=content_type, headers=headers, **options)

    return post


def error_of(answer) -> dict[str, Any]:
    """The error, after a look at its shape."""
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"message", "fields"}
    assert body["error"]["message"]
    return body["error"]


# -- one claim ------------------------------------------------------------------------------------


def test_a_claim_is_made_and_answered_with_its_reference(api, rung):
    answer = api(BODY)

    claim = Claim.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "reference": claim.reference,
        "status": "SUBMITTED",
        "filed_at": claim.filed_at.isoformat().replace("+00:00", "Z"),
    }
    assert answer["Cache-Control"] == "no-store"
    assert rung == [1]


def test_a_claim_holds_what_was_sent(api):
    declaration = {
        "text": "I declare under penalty of perjury that the foregoing is true and correct.",
        "name": "Ana Rivera",
        "date": "2026-03-02",
        "zone": "America/Los_Angeles",
        "place": "San José",
    }
    api(
        BODY
        | {"medium": "paper", "phone": " 555 0100 "}
        | {"declaration": declaration, "signed": "yes"}
    )

    claim = Claim.objects.get()
    assert (claim.external_ref, claim.first_name, claim.phone) == ("EXT-1", "Ana", "555 0100")
    assert (claim.medium, claim.postmarked_on, claim.signed) == ("paper", None, True)
    assert claim.declaration == declaration


def test_claim_event_and_work_are_written_together(api):
    api(BODY)

    claim = Claim.objects.get()
    assert Event.objects.get(claim=claim).kind == EventKind.SUBMITTED
    assert Letter.objects.get(claim=claim).kind == Letter.Kind.RECEIPT
    assert OutboxEntry.objects.filter(topic=OutboxEntry.Topic.ASSESS_CLAIM).count() == 1


def test_everything_but_the_signature_may_be_left_out(api):
    answer = api({"signed": False})

    claim = Claim.objects.get()
    assert answer.status_code == 201
    assert (claim.external_ref, claim.medium, claim.postmarked_on) == (None, "web", None)


def test_everything_that_may_be_blank_in_a_file_may_be_blank(api):
    blanks = dict.fromkeys(
        ("external_ref", "first_name", "last_name", "email", "phone", "profile_url", "notice_id"),
        "",
    ) | dict.fromkeys(("street", "city", "state", "postal_code", "country", "postmarked_on"), "")

    assert api({**blanks, "signed": "no"}).status_code == 201


@pytest.mark.parametrize("filed_at", ["2020-01-01T00:00:00Z", "nonsense", 7, None, {"a": "\x00"}])
def test_the_servers_clock_says_when_a_claim_was_filed(api, filed_at, time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 8, 38, tzinfo=UTC), tick=False)

    answer = api({"signed": True, "filed_at": filed_at})

    assert answer.json()["filed_at"] == "2026-03-02T08:38:00Z"


# -- the same claim again -------------------------------------------------------------------------


def test_the_same_key_and_body_answer_200_with_the_same_reference(api):
    first = api(BODY)
    again = api(dict(reversed(BODY.items())))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Claim.objects.count() == 1


def test_a_repeated_answer_does_not_tell_what_became_of_the_claim(api):
    api(BODY)
    Claim.objects.update(status="UNMATCHED")

    assert api(BODY).json()["status"] == "SUBMITTED"


def test_the_same_key_with_another_body_is_a_conflict(api):
    api(BODY)

    answer = api(BODY | {"first_name": "Anna"})

    assert answer.status_code == 409
    assert "key" in error_of(answer)["message"]
    assert Claim.objects.count() == 1


def test_no_answer_tells_whether_an_external_ref_is_known(api):
    api(BODY)

    answer = api(BODY, key="key-2")

    assert answer.status_code == 201
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        pytest.param("email: It is longer than 500 characters.", ["email"], id="about a field"),
        pytest.param("Claims are closed.", [], id="about no field"),
    ],
)
def test_what_the_domain_refuses_is_said_in_its_own_sentence(
    api, monkeypatch: pytest.MonkeyPatch, sentence: str, fields: list[str]
):
    def refuse(*args, **kwargs):
        raise intake.CannotSubmit(sentence)

    monkeypatch.setattr(intake, "submit", refuse)

    answer = api(BODY)

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == fields
    assert sentence in answer.content.decode()


def test_another_key_makes_another_claim(api):
    assert api({"signed": True}, key="a").status_code == 201
    assert api({"signed": True}, key="b").status_code == 201
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    ("key", "status"),
    [
        pytest.param(None, 400, id="none"),
        pytest.param("", 400, id="blank"),
        pytest.param("x", 201, id="one character"),
        pytest.param("x" * 255, 201, id="255 characters"),
        pytest.param("x" * 256, 400, id="256 characters"),
        pytest.param("two words", 400, id="a space"),
        pytest.param("caf\xe9", 400, id="a letter beyond ASCII"),
        pytest.param("~!", 201, id="the ends of the visible range"),
        pytest.param("\x7f", 400, id="a control character"),
    ],
)
def test_a_key_is_1_to_255_visible_characters(api, key, status):
    answer = api({"signed": True}, key=key)

    assert answer.status_code == status
    if status == 400:
        assert "Idempotency-Key" in error_of(answer)["message"]
        assert not SubmissionKey.objects.exists()


# -- refused --------------------------------------------------------------------------------------


def test_a_country_is_read_in_small_letters_too(api):
    assert api(BODY | {"country": "us"}).status_code == 201

    assert Claim.objects.get().country == "US"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"signed": None}, "signed", id="signed is null"),
        pytest.param({"signed": 1}, "signed", id="signed is a number"),
        pytest.param({"signed": "true"}, "signed", id="signed is another word"),
        pytest.param({"signed": []}, "signed", id="signed is a list"),
        pytest.param({"first_name": 7}, "first_name", id="a name is a number"),
        pytest.param({"first_name": True}, "first_name", id="a name is a boolean"),
        pytest.param({"first_name": None}, "first_name", id="a name is null"),
        pytest.param({"first_name": ["Ana"]}, "first_name", id="a name is a list"),
        pytest.param({"first_name": "A\x00na"}, "first_name", id="NUL"),
        pytest.param({"first_name": "A\ud800na"}, "first_name", id="a lone surrogate"),
        pytest.param({"first_name": "a" * 501}, "first_name", id="too long"),
        pytest.param({"external_ref": "a" * 201}, "external_ref", id="too long a reference"),
        pytest.param({"country": "XX"}, "country", id="no such country"),
        pytest.param({"country": "USA"}, "country", id="three letters"),
        pytest.param({"medium": "fax"}, "medium", id="another medium"),
        pytest.param({"medium": ""}, "medium", id="a blank medium"),
        pytest.param({"postmarked_on": "2026-03-01"}, "postmarked_on", id="a postmark of its own"),
        pytest.param({"postmarked_on": 20260301}, "postmarked_on", id="a day as a number"),
        pytest.param({"declaration": "yes"}, "declaration", id="the declaration is text"),
        pytest.param({"declaration": {}}, "declaration.text", id="a declaration without text"),
        pytest.param(
            {"declaration": {"zone": "Mars/Olympus"}}, "declaration.zone", id="no such zone"
        ),
        pytest.param(
            {"declaration": {"zone": "../../etc/passwd"}}, "declaration.zone", id="a path as zone"
        ),
        pytest.param({"declaration": {"date": ""}}, "declaration.date", id="a blank day"),
        pytest.param({"declaration": {"body": "x"}}, "declaration.body", id="unknown inside"),
        pytest.param({"body": "Dear Ana"}, "body", id="the content of a message"),
        pytest.param({"content": "Dear Ana"}, "content", id="the content by another name"),
        pytest.param({"status": "APPROVED"}, "status", id="a field of ours"),
        pytest.param({"\x00": "x"}, "\x00", id="a field named NUL"),
        pytest.param({"\ud800": "x"}, "?", id="a field named by a lone surrogate"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(api, change, field):
    answer = api(BODY | change)

    assert answer.status_code == 400
    assert field in error_of(answer)["fields"]
    assert not Claim.objects.exists()


def test_every_field_at_fault_is_named_at_once(api):
    answer = api({"country": "XX", "medium": "fax", "subject": "x"})

    assert set(error_of(answer)["fields"]) == {"country", "medium", "subject", "signed"}


def test_an_unknown_fields_value_is_not_repeated(api):
    answer = api(BODY | {"body": "a private message"})

    assert b"private" not in answer.content


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"7", id="a number"),
        pytest.param(b'{"signed": NaN}', id="NaN"),
        pytest.param(b'{"signed": true, "signed": false}', id="a field twice"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param('\ufeff{"signed": true}'.encode(), id="a byte order mark"),
        pytest.param(b"[" * 20_000, id="nested without end"),
        pytest.param(b'{"signed": ' + b"9" * 5000 + b"}", id="a number of 5,000 digits"),
        pytest.param(b'{"signed":\x00true}', id="NUL between"),
    ],
)
def test_a_body_that_is_no_claim_is_answered_400_with_a_sentence(api, body):
    answer = api(body)

    assert answer.status_code == 400
    error_of(answer)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a"],
)
def test_another_content_type_is_answered_415(api, content_type):
    answer = api(b'{"signed": true}', content_type=content_type)

    assert answer.status_code == 415
    error_of(answer)


def test_a_charset_in_the_content_type_does_no_harm(api):
    assert api(BODY, content_type="application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    ("length", "status"), [pytest.param(65_536, 201, id="64 KB"), pytest.param(65_537, 413)]
)
def test_a_body_larger_than_any_claim_is_answered_413(api, length, status):
    body = b'{"signed": true}'

    answer = api(body + b" " * (length - len(body)))

    assert answer.status_code == status
    if status == 413:
        error_of(answer)


def test_an_unknown_matter_is_answered_404(api):
    answer = api(BODY, address="/api/v1/matters/no-such-matter/claims/")

    assert answer.status_code == 404
    error_of(answer)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_another_method_is_answered_405(client: Client, matter: Matter, method: str):
    answer = getattr(client, method)(ADDRESS)

    assert answer.status_code == 405
    error_of(answer)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense"])
def test_answers_are_json_whatever_is_accepted(api, accept):
    answer = api(BODY, headers={"Accept": accept})

    assert answer["Content-Type"] == "application/json"


def test_too_many_requests_are_answered_429_with_the_seconds_to_wait(
    api, settings: Settings, time_machine
):
    time_machine.move_to(datetime(2026, 3, 2, 8, 38, 20, tzinfo=UTC), tick=False)
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": {"network": (2, 60)}}

    answers = [api({"signed": True}, key=f"k{n}") for n in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2]["Retry-After"] == "40"
    error_of(answers[2])


def test_a_database_that_does_not_answer_is_a_503_and_no_traceback(
    api, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly at 10.0.0.7")

    monkeypatch.setattr(intake, "submit", fail)

    answer = api(BODY)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "10.0.0.7" not in error_of(answer)["message"]


def test_a_fault_of_ours_is_a_500_in_the_same_shape(
    api, client: Client, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(intake, "submit", fail)
    client.raise_request_exception = False

    answer = api(BODY)

    assert answer.status_code == 500
    error_of(answer)
    assert b"secret" not in answer.content


def test_messages_are_in_the_language_that_is_asked_for(api):
    answer = api({}, headers={"Accept-Language": "es", "Idempotency-Key": "k"}, key=None)

    assert error_of(answer)["fields"] == {"signed": ["Este campo es requerido."]}
