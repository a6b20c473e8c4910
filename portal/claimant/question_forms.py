"""The questions of the claim form.

A form refuses only what would keep us from reaching the person or from taking the signature.
Whether somebody belongs to the class is never asked of a form: anyone may file.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.matching.email_addresses import addresses_in
from portal.claimant import countries

INSIDE, OUTSIDE = "inside", "outside"


class PlainForm(forms.Form):
    """A form whose errors are ours and not the browser's."""

    use_required_attribute = False


def _text_field(
    label: Any, *, most: int = 200, autocomplete: str, **options: Any
) -> forms.CharField:
    widget_attrs = {"autocomplete": autocomplete, **options.pop("attrs", {})}
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        widget=forms.TextInput(attrs=widget_attrs),
        **options,
    )


class NameForm(PlainForm):
    """Who claims. One name is enough: not everybody has two."""

    first_name = _text_field(
        _("First name"), autocomplete="given-name", attrs={"spellcheck": "false"}
    )
    last_name = _text_field(
        _("Last name"), autocomplete="family-name", attrs={"spellcheck": "false"}
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors and not (answers.get("first_name") or answers.get("last_name")):
            self.add_error("first_name", _("Enter your name, so that we know who claims"))
        return answers


class ContactForm(PlainForm):
    """Where a message reaches the person."""

    email = _text_field(
        _("E-mail address"),
        most=254,
        autocomplete="email",
        help_text=_("We send the receipt and one-time codes for your claim here."),
        attrs={"type": "email", "spellcheck": "false", "inputmode": "email"},
    )
    phone = _text_field(
        _("Telephone number"),
        most=50,
        autocomplete="tel",
        help_text=_(
            "With the country code if it is not a US number, and the extension if there is one."
        ),
        attrs={"type": "tel"},
    )

    def clean_email(self) -> str:
        """What can be read of it, for the person to check: pasted links and invisible characters
        are no fault of theirs."""
        typed: str = self.cleaned_data["email"]
        read = [each.text for each in addresses_in(typed) if each.can_be_written_to]
        if typed and not read:
            raise forms.ValidationError(_("Enter an e-mail address in the form name@example.com"))
        return "; ".join(read)


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *countries.choices()]


class AddressForm(PlainForm):
    """Where a letter reaches the person; needed only if nothing else does."""

    street = _text_field(
        _("Street address"),
        most=300,
        autocomplete="address-line1",
        help_text=_("No fixed address? Write General Delivery, and the city of your post office."),
    )
    city = _text_field(_("City"), autocomplete="address-level2")
    state = _text_field(
        _("State, province or region"),
        autocomplete="address-level1",
        help_text=_("In the United States the state, for example CA or California."),
    )
    postal_code = _text_field(_("ZIP or postal code"), most=20, autocomplete="postal-code")
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=_country_choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )

    def __init__(self, *args: Any, is_needed: bool = False, **kwargs: Any) -> None:
        # Without e-mail and telephone the postal address is the only way to reach the person.
        self.is_needed = is_needed
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.is_needed:
            for name, message in (
                (
                    "street",
                    _(
                        "Enter a street address or General Delivery, because you gave no e-mail "
                        "address and no telephone number"
                    ),
                ),
                (
                    "city",
                    _("Enter a city, because you gave no e-mail address and no telephone number"),
                ),
                (
                    "country",
                    _(
                        "Choose a country, because you gave no e-mail address and no telephone "
                        "number"
                    ),
                ),
            ):
                if name not in self.errors and not answers.get(name):
                    self.add_error(name, message)
        return answers


class ProfileForm(PlainForm):
    """Which account it is about."""

    profile_url = _text_field(
        _("Address of your LinkedIn profile (optional)"),
        most=500,
        autocomplete="url",
        help_text=_("For example linkedin.com/in/maria-perez"),
        attrs={"spellcheck": "false", "inputmode": "url", "autocapitalize": "none"},
    )


class NoticeForm(PlainForm):
    """The number on a notice, for those who got one."""

    notice_id = _text_field(
        _("Notice ID (optional)"),
        most=100,
        autocomplete="off",
        help_text=_("It is printed on a notice sent by the administrator. Most people have none."),
        attrs={"spellcheck": "false"},
    )


class SigningPlaceForm(PlainForm):
    """Where the person signs, because the law has other words inside and outside the US."""

    signing_country = forms.ChoiceField(
        label=_("Where you are now"),
        choices=[
            (
                INSIDE,
                _("In the United States, or one of its territories, possessions or commonwealths"),
            ),
            (OUTSIDE, _("Anywhere else")),
        ],
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
        error_messages={"required": _("Choose where you are as you sign")},
    )
    signing_place = _text_field(
        _("City and state, or city and country (optional)"),
        autocomplete="off",
        help_text=_("For example Fresno, California"),
    )


class ArchiveForm(PlainForm):
    """The claimant's own archive; whether it can be read is found out by reading it."""

    archive = forms.FileField(
        label=_("The .zip file from LinkedIn"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose the .zip file, or go on without an archive")},
    )
    keep = forms.BooleanField(
        label=_("Keep the file with my claim"),
        required=False,
        help_text=_(
            "Leave this unticked unless you want it: the file holds your messages. We would keep "
            "it on our server, where no page shows it, until the matter is closed, and delete it "
            "before that if you remove the archive here, do not send the claim, or write to us."
        ),
    )


class SignatureForm(PlainForm):
    """The declaration under penalty of perjury, signed by typing one's name."""

    typed_name = forms.CharField(
        label=_("Type your full name to sign"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Type your full name to sign the declaration")},
    )


class ReferenceForm(PlainForm):
    """Which claim somebody asks for."""

    reference = forms.CharField(
        label=_("Claim reference"),
        max_length=60,
        help_text=_("It looks like CF-7K2M-9QXT-0DW4. Capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the reference of your claim")},
    )


class CodeForm(PlainForm):
    """The one-time code from the e-mail."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code from the e-mail")},
    )

    def clean_code(self) -> str:
        return "".join(c for c in self.cleaned_data["code"] if c.isascii() and c.isdigit())
