"""Pages and API answers for what went wrong."""

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.web import error_responses
from portal.web.rate_limits import TooManyRequests

_REASONS: Mapping[tuple[str, str], Promise] = {
    ("code_request", "claim"): _(
        "From your network, codes for this reference have been asked for many times within an "
        "hour. The last code that we sent works for fifteen minutes: look for it in your e-mail, "
        "also among unwanted mail."
    ),
    ("code_entry", "visit"): _("Many codes have been entered in this browser."),
    ("send", "network"): _("Very many claims have been sent from your network."),
}
_SENT_TOO_OFTEN = _("This form has been sent very often from your browser or your network.")
DATABASE_ERRORS = (OperationalError, InterfaceError)


class TooManyRequestsMiddleware:
    """Answers a view that raises TooManyRequests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_many_requests(request, error) if isinstance(error, TooManyRequests) else None


def api_exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error of the API as one JSON object."""
    return error_responses.error_response(error, context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no browser of ours sends."""
    return _error_page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something that this visitor may not do."""
    return _error_page(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from one opened long ago."""
    return _error_page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address, or nothing that this visitor may know of."""
    return _error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest, refused: TooManyRequests) -> HttpResponse:
    """Something was done too often: why, when it can go on, and what was typed, to be sent then."""
    response = _error_page(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        why=_REASONS.get((refused.name, refused.scope), _SENT_TOO_OFTEN),
        minutes=refused.minutes,
        has_a_code=refused.name == "code_request",
        typed=_typed_fields(request),
        contact=settings.DEFAULT_FROM_EMAIL,
    )
    response.headers["Retry-After"] = str(refused.seconds)
    return response


def too_many_log_ins(request: HttpRequest) -> HttpResponse:
    """allauth's own limits, all of them by the minute."""
    return too_many_requests(request, TooManyRequests("log_in", "network", 60))


def too_large(request: HttpRequest, megabytes: int) -> HttpResponse:
    """An upload that is larger than we read, turned away before it is taken in."""
    return _error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, megabytes=megabytes)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that is away: Django calls this with the error in hand.

    Touches neither database nor session, since they may be what failed.
    """
    if isinstance(sys.exception(), DATABASE_ERRORS):
        return _unavailable_page(request)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if _is_api(request):
        return error_responses.plain_response(status)
    return HttpResponse(render_to_string("errors/500.html"), status=status)


def _unavailable_page(request: HttpRequest) -> HttpResponse:
    """What was typed stays on the page, to be sent when the database answers again."""
    if _is_api(request):
        return error_responses.unavailable_response()
    context = {
        "typed": _typed_fields(request),
        "path": request.get_full_path(),
        "csrf_token": get_token(request),
        "is_post": request.method == "POST",
    }
    response = HttpResponse(
        render_to_string("errors/503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE
    )
    response.headers["Retry-After"] = str(error_responses.SECONDS_TO_WAIT_FOR_THE_DATABASE)
    return response


def _typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent, so that the page can hold them; none of a log-in, and
    none of a form with a file, which a page cannot hold."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    if request.method != "POST" or not is_form or "password" in request.POST:
        return []
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def _error_page(request: HttpRequest, status: HTTPStatus, **context: Any) -> HttpResponse:
    if _is_api(request):
        return error_responses.plain_response(status)
    return render(request, f"errors/{status.value}.html", context, status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
