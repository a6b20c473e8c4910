"""JSON from programs that we do not know: bounded, strict, and never a traceback."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

LARGEST_BODY_BYTES = 64 * 1024


class BodyTooLarge(APIException):
    """The body is larger than any claim."""

    status_code = 413


def refuse_large_body(request: Request) -> None:
    """Raise TooLarge by the announced length, before anything is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > LARGEST_BODY_BYTES:
        raise BodyTooLarge(
            _("The body is larger than %(limit)d bytes. Send one claim at a time.")
            % {"limit": LARGEST_BODY_BYTES}
        )


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no field twice."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value. Raises ParseError, saying where the text stops being JSON."""
        try:
            text = stream.read(LARGEST_BODY_BYTES + 1).decode("utf-8")
            return json.loads(
                text, parse_constant=_refuse_constant, object_pairs_hook=_without_repeats
            )
        except json.JSONDecodeError as error:
            raise ParseError(
                _("The body is not JSON: see line %(line)d, column %(column)d.")
                % {"line": error.lineno, "column": error.colno}
            ) from error
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8 text. Send JSON in UTF-8.")) from error
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, or lists nested a thousand deep.
            raise ParseError(_("The body holds JSON that no claim has.")) from error


class JSONNegotiation(BaseContentNegotiation):
    """Answers are JSON, whatever a program's HTTP library put into Accept."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        """The parser of the body's type; None for another type, which is answered 415."""
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(
        self,
        request: Request,
        renderers: Any,
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The first renderer."""
        return renderers[0], renderers[0].media_type


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(_("%(name)s is not JSON.") % {"name": name})


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError(_("A field is there twice. Send each field once."))
    return found
