"""What a program sends: the columns of the claims file, and the declaration."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from claims.casework.intake import Submission
from claims.models import Medium
from portal.api.v1.fields import (
    Country,
    Ignored,
    NoPostmark,
    OnlyKnownFields,
    Signed,
    SignedDay,
    Text,
    Zone,
)


class Declaration(OnlyKnownFields):
    """The words that were signed under penalty of perjury (28 U.S.C. 1746), by whom and when."""

    text = Text(required=True, allow_blank=False, max_length=4000)
    name = Text(required=True, allow_blank=False)
    date = SignedDay(required=True, allow_blank=False)
    zone = Zone(required=True, allow_blank=False, max_length=64)
    place = Text()


class ClaimForm(OnlyKnownFields):
    """One claim. Everything but `signed` may be left out or blank: anybody may file."""

    external_ref = Text(max_length=200, help_text="A reference of your own; it need not be unique.")
    filed_at = Ignored(
        required=False,
        write_only=True,
        help_text="Accepted and ignored: the server's clock says when a claim was filed.",
    )
    first_name = Text()
    last_name = Text()
    email = Text()
    phone = Text()
    profile_url = Text(max_length=2000)
    notice_id = Text()
    street = Text()
    city = Text()
    state = Text()
    postal_code = Text()
    country = Country(max_length=None)
    payment_destination = Text(
        help_text="An account number or the like; kept as a digest, to compare it with others'."
    )
    signed = Signed(help_text="Whether the claim is signed under penalty of perjury.")
    medium = serializers.ChoiceField(choices=Medium.choices, default=Medium.WEB.value)
    postmarked_on = NoPostmark(max_length=None)
    declaration = Declaration(required=False)


def submission_of(values: dict[str, Any], filed_at: datetime) -> Submission:
    """The validated values as a submission that counts as filed at that moment."""
    columns = {name: value for name, value in values.items() if name != "filed_at"}
    columns["medium"] = Medium(columns["medium"])
    columns["declaration"] = dict(columns.get("declaration", {}))
    return Submission(filed_at=filed_at, **columns)
