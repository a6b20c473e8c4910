"""The keys by which a claim names an account: normalised the same way on both sides.

Those of e-mail addresses are in `addresses`.
"""

import re
import unicodedata
from urllib.parse import unquote

import phonenumbers
from phonenumbers import ValidationResult, is_possible_number_with_reason

from claims.texts import one_line

DIALLABLE_PATTERN = "[2-9][0-9]{2}[2-9][0-9]{6}"
"""A North American telephone number that could be dialled, without its country code."""
# Everything before the slug may be missing: people copy "linkedin.com/in/x", "www.…" or "/in/x".
_SLUG = re.compile(r"(?:^|/)in/+(?P<slug>[^/?#]+)", re.IGNORECASE)
# A word alone may be a name, or "none"; one with a sign or a figure in it can only be a slug.
_BARE_SLUG = re.compile(
    r"@(?P<marked>[^\W_][\w-]{2,99})"
    r"|(?P<bare>[^\W_]{2,}(?:-[^\W_]+)+|(?=.*\d)(?=.*[^\W\d_])[\w-]{4,100})"
)
# What phonenumbers does not know of how an extension, or whose telephone it is, is written.
_EXTENSION_SIGN = re.compile(r"\b(ext|extn|extension)\b[.:]? *(?:#|no\.?) *", re.IGNORECASE)
_PHONE_LABEL = re.compile(
    r" *[(,/-]? *\b(?:home|cell|cellular|mobile|work|office|day|evening|casa|trabajo)\b *\)?$",
    re.IGNORECASE,
)
NO_NAME_PATTERN = (
    r"(?:fnu|lnu|nfn|nln|unknown|none|ninguno|desconocid[oa]|n ?/ ?a|n\.a\.?"
    r"|not? (?:applicable|available|given|known|provided|aplica)"
    r"|(?:no|unknown) (?:first|middle|last|given|family)[ -]?name|no (?:fore|sur)?name"
    r"|(?:first|last|given|family)[ -]?name unknown|sin (?:nombre|apellidos?))\.?"
)
"""What a form has for a name that there is not, in small letters: "FNU" is no first name."""


def profile_key(text: str | None) -> str | None:
    """The slug of a profile address: what follows '/in/', percent-decoded and case-folded.

    The query, the fragment, a trailing slash and any further path (a language suffix such as
    '/es') are no part of it. A slug alone ('ana-diaz-1a', '@anadiaz') is read too, where it can be
    nothing else. None for any other text without '/in/'.
    """
    if text is None:
        return None
    address = re.split(r"[?#]", one_line(text), maxsplit=1)[0].strip()
    match = _SLUG.search(address)
    slug = match["slug"] if match else _bare_slug(address)
    # NFC because a decoded slug may spell é as one character or as two.
    slug = unicodedata.normalize("NFC", unquote(slug)).strip().casefold()
    # "%00" is no part of any address, and PostgreSQL holds no such text.
    return slug if slug and "\x00" not in slug else None


def _bare_slug(address: str) -> str:
    match = _BARE_SLUG.fullmatch(unquote(address).rstrip("/"))
    return (match["marked"] or match["bare"]) if match else ""


def phone_key(text: str | None, country: str | None = None) -> str | None:
    """A telephone number in E.164, such as +15105550134, and its extension, +15105550134x202.

    None where the text is no such number. `country` (ISO 3166 alpha-2) says where a number without
    its country code is dialled; blank is the United States. Behind one number of a company sit many
    people, so an extension is part of it.
    """
    dialled = _EXTENSION_SIGN.sub("ext ", _PHONE_LABEL.sub("", one_line(text)))
    try:
        number = phonenumbers.parse(dialled, country or "US")
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    # 555 0134 is a number in every area, and 000 000 0000 or 999 999 9999 stand for none.
    is_whole = is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not is_whole or len(set(national)) == 1:
        return None
    if number.country_code == 1 and not re.fullmatch(DIALLABLE_PATTERN, national):
        return None
    extension = f"x{number.extension}" if number.extension else ""
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def name_key(text: str | None) -> str | None:
    """A name for comparing: NFKC, spaces trimmed and collapsed, case-folded; None if blank.

    "FNU", "N/A", a dash and the like stand for no name (NO_NAME).
    """
    if not text:
        return None
    name = " ".join(unicodedata.normalize("NFKC", one_line(text)).casefold().split())
    is_one = any(sign.isalnum() for sign in name) and not re.fullmatch(NO_NAME_PATTERN, name)
    return name if is_one else None
