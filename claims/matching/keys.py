"""The keys by which a claim names an account: normalised the same way on both sides."""

import re
import unicodedata
from urllib.parse import unquote

import phonenumbers
from phonenumbers import ValidationResult, is_possible_number_with_reason

IN_USE = "[2-9][0-9]{2}[2-9][0-9]{6}"
"""A North American telephone number that could be dialled, without its country code."""
# Everything before the slug may be missing: people copy "linkedin.com/in/x", "www.…" or "/in/x".
_SLUG = re.compile(r"(?:^|/)in/+(?P<slug>[^/?#]+)", re.IGNORECASE)


def email_key(text: str | None) -> str | None:
    """The address trimmed and case-folded; None if there is nothing left.

    Dots and plus-tags are kept: only the mail host knows whether they matter.
    """
    if text is None:
        return None
    return text.strip().casefold() or None


def mailbox_key(text: str | None) -> str | None:
    """The same of what may be an address, by which a claim names an account; None for "n/a"."""
    key = email_key(text)
    return key if key and "@" in key.strip("@") else None


def profile_key(text: str | None) -> str | None:
    """The slug of a profile address: what follows '/in/', percent-decoded and case-folded.

    The query, the fragment, a trailing slash and any further path (a language suffix such as
    '/es') are no part of it. None when the text has no '/in/' or no slug follows.
    """
    if text is None:
        return None
    address = re.split(r"[?#]", text.strip(), maxsplit=1)[0]
    match = _SLUG.search(address)
    if match is None:
        return None
    # NFC because a decoded slug may spell é as one character or as two.
    slug = unicodedata.normalize("NFC", unquote(match["slug"])).strip().casefold()
    # "%00" is no part of any address, and PostgreSQL holds no such text.
    return slug if slug and "\x00" not in slug else None


def phone_key(text: str | None, country: str | None = None) -> str | None:
    """A telephone number in E.164, such as +15105550134; None where the text is no such number.

    `country` (ISO 3166 alpha-2) says where a number without its country code is dialled; blank is
    the United States. What follows an extension sign is no part of it.
    """
    try:
        number = phonenumbers.parse(text or "", country or "US")
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    # 555 0134 is a number in every area, and 000 000 0000 or 999 999 9999 stand for none.
    is_whole = is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not is_whole or len(set(national)) == 1:
        return None
    if number.country_code == 1 and not re.fullmatch(IN_USE, national):
        return None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def name_key(text: str | None) -> str | None:
    """A name for comparing: NFKC, spaces trimmed and collapsed, case-folded; None if blank."""
    if text is None:
        return None
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()) or None
