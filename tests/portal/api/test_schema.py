"""The published schema, and the API held against it with generated requests."""

import io
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
import yaml
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims.models import Claim
from portal.worker import publisher
from portal.wsgi import application
from tests.claims.exports.sealed_tallies import open_sample_matter
from tests.examples import examples

pytestmark = pytest.mark.one_engine

PATH = "/api/v1/matters/{slug}/claims/"
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture
def served(client: Client) -> dict:
    return yaml.safe_load(client.get("/api/v1/schema/").content)


def test_the_schema_is_valid_and_gives_no_warning(capsys: pytest.CaptureFixture[str]):
    out = io.StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)

    assert PATH in yaml.safe_load(out.getvalue())["paths"]
    assert capsys.readouterr().err == ""


def test_the_schema_is_public_and_describes_one_act(served: dict):
    assert served["openapi"].startswith("3.")
    assert {path: list(acts) for path, acts in served["paths"].items()} == {PATH: ["post"]}


@pytest.mark.parametrize("status", [200, 201, 400, 404, 409, 413, 415, 429, 503])
def test_the_schema_describes_every_answer(served: dict, status: int):
    answer = served["paths"][PATH]["post"]["responses"][str(status)]

    name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert name == ("ClaimReceipt" if status < 300 else "Error")


def test_the_schema_asks_for_the_idempotency_key(served: dict):
    (header,) = [p for p in served["paths"][PATH]["post"]["parameters"] if p["in"] == "header"]

    assert (header["name"], header["required"]) == ("Idempotency-Key", True)


def test_the_schema_allows_no_field_that_is_not_listed(served: dict):
    schemas = served["components"]["schemas"]

    assert schemas["ClaimForm"]["additionalProperties"] is False
    assert schemas["Declaration"]["additionalProperties"] is False
    assert {"body", "content", "subject"}.isdisjoint(schemas["ClaimForm"]["properties"])


@pytest.fixture
def _connection_outlives_requests(served: dict) -> Iterator[None]:
    """A WSGI client that is not Django's would close this test's transaction with each answer."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("_connection_outlives_requests")
@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param(GenerationMode.POSITIVE, {200, 201, 400, 409}, id="requests that fit"),
        pytest.param(GenerationMode.NEGATIVE, {400, 404, 405, 413, 415}, id="that do not fit"),
    ],
)
def test_generated_requests_are_answered_as_the_schema_says(
    mode: GenerationMode,
    expected: set[int],
    served: dict,
    monkeypatch: pytest.MonkeyPatch,
    settings,
):
    monkeypatch.setattr(publisher, "publish", lambda: None)
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": {"network": (1_000_000, 60)}}
    cache.clear()
    matter = open_sample_matter()
    # Loaded here and not lazily: the lazy loader does not work with this pytest.
    served["paths"][PATH]["post"]["parameters"][1]["schema"]["enum"] = [matter.slug]
    operation = schemathesis.openapi.from_dict(served)[PATH]["POST"]
    operation.schema.app = _from_somewhere
    answered: Counter[int] = Counter()

    @given(case=operation.as_strategy(generation_mode=mode))
    @_bounded
    def drive(case):
        answer = case.call(app=_from_somewhere)
        answered[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    drive()

    assert set(answered) <= expected, answered
    assert (Claim.objects.count() > 0) == (mode is GenerationMode.POSITIVE)


def _from_somewhere(environ, start_response):
    """The site, told an address as a server tells it."""
    return application({**environ, "REMOTE_ADDR": "192.0.2.1"}, start_response)


def _bounded(test):
    checked = settings(
        max_examples=examples(60),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return checked(test)
