"""Pages and API answers for what went wrong."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from rest_framework.response import Response

from portal.api import errors as api_errors


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API as one JSON object."""
    return api_errors.handle(error, context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no browser of ours sends."""
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something that this visitor may not do."""
    return _page(request, HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from one opened long ago."""
    return _page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address, or nothing that this visitor may know of."""
    return _page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest, retry_after_seconds: int) -> HttpResponse:
    """Too many tries from one address; says when the next is worth while."""
    response = _page(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        minutes=max(1, (retry_after_seconds + 59) // 60),
    )
    response.headers["Retry-After"] = str(retry_after_seconds)
    return response


def too_large(request: HttpRequest, megabytes: int) -> HttpResponse:
    """An upload that is larger than we read, turned away before it is taken in."""
    return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, megabytes=megabytes)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Touches neither database nor session, since they may be what failed."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if _is_api(request):
        return api_errors.plain_answer(status)
    return HttpResponse(render_to_string("errors/500.html"), status=status)


def _page(request: HttpRequest, status: HTTPStatus, **context: Any) -> HttpResponse:
    if _is_api(request):
        return api_errors.plain_answer(status)
    return render(request, f"errors/{status.value}.html", context, status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
