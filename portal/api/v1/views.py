"""File a claim by program."""

import re
from http import HTTPStatus
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.casework import intake
from claims.models import Channel, Claim, Status
from portal.accounts.access import MatterRequest
from portal.api.v1.claim_form import ClaimForm, submission_of
from portal.api.v1.json_parser import JSONNegotiation, StrictJSONParser, refuse_large_body
from portal.api.v1.response_schemas import HEADERS, RESPONSES
from portal.web import rate_limits
from portal.worker import publisher

_KEY_PATTERN = re.compile(r"[!-~]{1,255}", re.ASCII)


class KeyConflict(APIException):
    """The key came before with another body."""

    status_code = HTTPStatus.CONFLICT


class ClaimsView(APIView):
    """Claims of one matter."""

    parser_classes = [StrictJSONParser]
    content_negotiation_class = JSONNegotiation

    @extend_schema(
        operation_id="file_claim",
        summary="File one claim",
        description=(
            "Makes one claim, however often it is sent: the same Idempotency-Key and body answer "
            "200 with the same reference. Fields that are not listed are refused."
        ),
        parameters=HEADERS,
        request=ClaimForm,
        responses=RESPONSES,
        tags=["claims"],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make one claim, or find the one that this key made."""
        refuse_large_body(request)
        key = _idempotency_key(request)
        form = ClaimForm(data=request.data)
        form.is_valid(raise_exception=True)
        matter_request = cast(MatterRequest, request._request)
        now = timezone.now()
        rate_limits.count_use("api", matter_request, now)
        try:
            receipt = intake.submit(
                matter_request.matter,
                submission_of(form.validated_data, filed_at=now),
                channel=Channel.API,
                key=key,
                actor=matter_request.actor,
                at=now,
                seen=intake.FilingTrace(network=rate_limits.client_address(request._request)),
            )
        except intake.KeyAlreadyUsed as error:
            raise KeyConflict(str(error)) from error
        except intake.CannotSubmit as error:
            raise _field_error(str(error), form) from error
        publisher.publish()
        status = HTTPStatus.OK if receipt.repeated else HTTPStatus.CREATED
        return Response(_receipt_body(receipt.claim), status=status)


class SchemaView(SpectacularAPIView):
    """The description of this API in OpenAPI 3."""

    # Ours, and not what `?version=` says: it would stand in a header of the answer.
    api_version = "1"


def _field_error(sentence: str, form: ClaimForm) -> ValidationError:
    # The domain's sentence starts with the field it is about, where it is about one.
    field = sentence.partition(" ")[0].rstrip(":")
    return ValidationError({field: [sentence]} if field in form.fields else [sentence])


def _receipt_body(claim: Claim) -> dict[str, str]:
    # Not the status of today: a match must not show to whoever can repeat a request.
    return {
        "reference": claim.reference,
        "status": Status.SUBMITTED.value,
        "filed_at": claim.filed_at.isoformat().replace("+00:00", "Z"),
    }


def _idempotency_key(request: Request) -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if not _KEY_PATTERN.fullmatch(key):
        raise ValidationError(
            [
                _(
                    "Send a header Idempotency-Key of 1 to 255 visible ASCII characters, a new one "
                    "for each claim."
                )
            ]
        )
    return key
