"""What a program sends: the columns of the claims file, and the declaration."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from claims.casework.intake import Submission
from claims.models import Medium
from portal.api.v1.claim_fields import (
    CountryField,
    IgnoredField,
    NoPostmarkField,
    SignedDayField,
    SignedField,
    StrictSerializer,
    TextField,
    ZoneField,
)


class Declaration(StrictSerializer):
    """The words that were signed under penalty of perjury (28 U.S.C. 1746), by whom and when."""

    text = TextField(required=True, allow_blank=False, max_length=4000)
    name = TextField(required=True, allow_blank=False)
    date = SignedDayField(required=True, allow_blank=False)
    zone = ZoneField(required=True, allow_blank=False, max_length=64)
    place = TextField()


class ClaimForm(StrictSerializer):
    """One claim. Everything but `signed` may be left out or blank: anybody may file."""

    external_ref = TextField(
        max_length=200, help_text="A reference of your own; it need not be unique."
    )
    filed_at = IgnoredField(
        required=False,
        write_only=True,
        help_text="Accepted and ignored: the server's clock says when a claim was filed.",
    )
    first_name = TextField()
    last_name = TextField()
    email = TextField()
    phone = TextField()
    profile_url = TextField(max_length=2000)
    notice_id = TextField()
    street = TextField()
    city = TextField()
    state = TextField()
    postal_code = TextField()
    country = CountryField(max_length=None)
    payment_destination = TextField(
        help_text="An account number or the like; kept as a digest, to compare it with others'."
    )
    signed = SignedField(help_text="Whether the claim is signed under penalty of perjury.")
    medium = serializers.ChoiceField(choices=Medium.choices, default=Medium.WEB.value)
    postmarked_on = NoPostmarkField(max_length=None)
    declaration = Declaration(required=False)


def submission_of(values: dict[str, Any], filed_at: datetime) -> Submission:
    """The validated values as a submission that counts as filed at that moment."""
    columns = {name: value for name, value in values.items() if name != "filed_at"}
    columns["medium"] = Medium(columns["medium"])
    columns["declaration"] = dict(columns.get("declaration", {}))
    return Submission(filed_at=filed_at, **columns)
