"""Every error of the API in one shape: `{"error": {"message": …, "fields": {…}}}`."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from portal.web.rate_limits import TooManyRequests

SECONDS_TO_WAIT_FOR_THE_DATABASE = 5


def error_body(message: str, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """The one shape of an error; `fields` is empty where no field is at fault."""
    return {"error": {"message": message, "fields": dict(fields or {})}}


def error_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's answer in our shape; None for a fault of ours, which becomes a 500."""
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable_response()
    if isinstance(error, TooManyRequests):
        error = exceptions.Throttled(error.seconds, _throttle_sentence(error.seconds))
    if isinstance(error, Http404):
        error = exceptions.NotFound(status_sentence(HTTPStatus.NOT_FOUND))
    response = exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.APIException):
        response.data = _exception_body(error)
    return response


def unavailable_response() -> JsonResponse:
    """The database is away: nothing was taken, or what was taken is found again by its key."""
    return JsonResponse(
        error_body(status_sentence(HTTPStatus.SERVICE_UNAVAILABLE)),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(SECONDS_TO_WAIT_FOR_THE_DATABASE)},
    )


def plain_response(status: HTTPStatus) -> JsonResponse:
    """An error from outside REST framework: an unknown address, a fault of ours."""
    return JsonResponse(error_body(status_sentence(status)), status=status)


def status_sentence(status: HTTPStatus) -> str:
    """What the status means here, and what to do."""
    sentences = {
        HTTPStatus.NOT_FOUND: _("There is nothing at this address. Check the matter and the path."),
        HTTPStatus.SERVICE_UNAVAILABLE: _(
            "Claims cannot be taken just now. Send it again with the same key."
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: _(
            "Something went wrong on our side. Send it again with the same key."
        ),
    }
    return sentences.get(status, status.description or status.phrase)


def _throttle_sentence(seconds: int) -> str:
    words = _("Too many requests. Wait %(count)d seconds, then send it again with the same key.")
    return words % {"count": seconds}


def _exception_body(error: exceptions.APIException) -> dict[str, Any]:
    if not isinstance(error, exceptions.ValidationError):
        return error_body(str(error.detail))
    detail: Any = error.detail
    if not isinstance(detail, Mapping):
        return error_body(" ".join(str(part) for part in detail))
    general = detail.get(api_settings.NON_FIELD_ERRORS_KEY)
    if general:
        return error_body(" ".join(str(part) for part in general))
    return error_body(
        _("The claim was not taken. Correct the fields named here and send it again."),
        dict(_messages_by_field(detail)),
    )


def _messages_by_field(
    detail: Mapping[str, Any], before: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Messages by field; a field inside another is `declaration.zone`."""
    for name, messages in detail.items():
        path = f"{before}{name}"
        if isinstance(messages, Mapping):
            yield from _messages_by_field(messages, f"{path}.")
        else:
            path = path.removesuffix(f".{api_settings.NON_FIELD_ERRORS_KEY}")
            yield path, [str(message) for message in messages]
