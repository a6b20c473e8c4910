"""The fields of a claim, read as strictly as the cells of a claims file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.casework.intake.file_cells import CellRefused, read_country, read_day


class TextField(serializers.CharField):
    """Text, trimmed; never a number turned into text. NUL and lone surrogates are refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("allow_blank", True)
        if not kwargs["required"]:
            kwargs.setdefault("default", "")
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The trimmed text."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Send text, in quotes."))
        return super().to_internal_value(data)


@extend_schema_field({"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["yes", "no"]}]})
class SignedField(serializers.Field[bool, Any, bool, Any]):
    """Whether the claim is signed under penalty of perjury: true, false, "yes" or "no"."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer as a boolean; 1 and 0 are not answers."""
        if isinstance(data, bool):
            return data
        if isinstance(data, str) and data in ("yes", "no"):
            return data == "yes"
        raise serializers.ValidationError(_('Send true, false, "yes" or "no".'))

    def to_representation(self, value: bool) -> bool:
        """The boolean itself."""
        return value


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "pattern": "^[A-Za-z]{2}$"},
            {"type": "string", "maxLength": 0},
        ],
        "description": "Two letters of ISO 3166, such as US; blank if not known.",
    }
)
class CountryField(TextField):
    """A country of ISO 3166 by its two letters, kept as capitals, or blank."""

    def to_internal_value(self, data: Any) -> str:
        """The two letters, or the empty text."""
        text = super().to_internal_value(data)
        return _read_cell(read_country, text) if text else ""


@extend_schema_field(
    {
        "type": "string",
        "maxLength": 0,
        "description": "Blank: postmarks come with `import_claims`, from who holds the envelope.",
    }
)
class NoPostmarkField(TextField):
    """Nothing but a blank: whoever could state a postmark of their own could date a claim back."""

    def run_validation(self, data: Any = serializers.empty) -> None:
        """None. Raises ValidationError for a postmark."""
        if super().run_validation(data):
            raise serializers.ValidationError(
                _("A postmark is not taken here. Claims on paper are sent in as a claims file.")
            )


@extend_schema_field({"type": "string", "format": "date"})
class SignedDayField(TextField):
    """The day of a signature, kept as the text 2026-03-01."""

    def to_internal_value(self, data: Any) -> str:
        """The day as text."""
        day: date = _read_cell(read_day, super().to_internal_value(data))
        return day.isoformat()


class ZoneField(TextField):
    """A time zone by its name, such as America/New_York."""

    def to_internal_value(self, data: Any) -> str:
        """The name."""
        name = super().to_internal_value(data)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise serializers.ValidationError(
                _("This is no time zone. Send a name such as America/New_York.")
            ) from error
        return name


@extend_schema_field(OpenApiTypes.ANY)
class IgnoredField(serializers.Field[None, Any, None, Any]):
    """Anything, and nothing is done with it."""

    def run_validation(self, data: Any = serializers.empty) -> None:
        """Nothing, whatever came."""
        return


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses a field that is not declared, so that the content of a message can never come in."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values by field. Raises ValidationError that names every field at fault."""
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            errors = {
                _field_name(name): [
                    _("There is no such field. Leave it out; the fields are: %(fields)s.")
                    % {"fields": ", ".join(self.fields)}
                ]
                for name in data
                if name not in self.fields
            }
        try:
            values: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError(errors | error.detail) from error
        if errors:
            raise serializers.ValidationError(errors)
        return values


def _read_cell(reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except CellRefused as refused:
        raise serializers.ValidationError(str(refused)) from refused


def _field_name(name: str) -> str:
    # A field's name may be anything, also what no answer could be encoded with.
    return name[:60].encode("utf-8", "replace").decode()
