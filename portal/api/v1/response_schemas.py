"""What a program is answered, as the schema describes it."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.models import Status
from portal.api.v1.claim_fields import StrictSerializer


class StrictSerializerSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Says in the schema what `OnlyKnownFields` does: no other field, and what may not be blank."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """The schema that the fields give, and those two."""
        schema: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        for name, field in self.target.fields.items():
            if getattr(field, "allow_blank", True) is False and field.required:
                schema["properties"][name]["minLength"] = 1
        return {**schema, "additionalProperties": False}


class ClaimReceipt(serializers.Serializer[Any]):
    """The claim that was made, or that the same key had made before."""

    reference = serializers.CharField(help_text="Cannot be guessed; give it to the claimant.")
    status = serializers.ChoiceField(
        choices=[(Status.SUBMITTED.value, Status.SUBMITTED.label)],
        help_text="Always SUBMITTED. What becomes of the claim is told to the claimant.",
    )
    filed_at = serializers.DateTimeField(help_text="When the claim counts as filed, in UTC.")


class ErrorDetail(serializers.Serializer[Any]):
    """What is wrong, and what to do."""

    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Messages by field; empty where no field is at fault.",
    )


class Error(serializers.Serializer[Any]):
    """Every error has this shape."""

    error = ErrorDetail()


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "1 to 255 visible ASCII characters, of your choice, one for each claim. Sending again with "
        "the same key and the same body never makes a second claim."
    ),
)

_RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    description="Seconds to wait.",
    response=[429, 503],
)

HEADERS = [IDEMPOTENCY_KEY, _RETRY_AFTER]

RESPONSES = {
    201: OpenApiResponse(ClaimReceipt, description="The claim was made."),
    200: OpenApiResponse(ClaimReceipt, description="This key and body had made this claim before."),
    400: OpenApiResponse(Error, description="The body, a field or the key cannot be taken."),
    404: OpenApiResponse(Error, description="There is no such matter."),
    409: OpenApiResponse(Error, description="The key was used before with another body."),
    413: OpenApiResponse(Error, description="The body is too large."),
    415: OpenApiResponse(Error, description="The body is not application/json."),
    429: OpenApiResponse(Error, description="Too many requests; wait for Retry-After."),
    503: OpenApiResponse(Error, description="Not just now; send it again with the same key."),
}
