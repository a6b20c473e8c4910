"""The e-mail addresses in what somebody typed into a cell, and the one key of each.

People paste addresses with invisible characters, as `mailto:` links, beside a name, several in one
cell, with a domain in letters or in Punycode. Whoever looks at such a cell reads it here: claims,
accounts, opt-outs, letters, pages.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import idna
from email_validator import EmailNotValidError, validate_email

from claims.texts import one_line

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]*[a-z0-9]")
"""What nearly every cell holds: one address of plain letters, its own key."""
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\N{FULLWIDTH COMMERCIAL AT}\N{SMALL COMMERCIAL AT}", "@"),
        **dict.fromkeys("\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC FULL STOP}", "."),
        # What phones and word processors make of an apostrophe and a hyphen.
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),
    }
)
_SPELLED_SIGNS = (
    (re.compile(r"&(?:#0*64|#x0*40|commat);|\s*[\[(]at[\])]\s*", re.IGNORECASE), "@"),
    (re.compile(r"\s*[\[(]dot[\])]\s*", re.IGNORECASE), "."),
)
_LINK = re.compile(r"mailto:(?P<to>[^\s?<>\"']*)(?:\?[^\s<>\"']*)?", re.IGNORECASE)
_LABEL = re.compile(r"^(?:e-?mail|correo)\s*:\s*", re.IGNORECASE)
_SINGLE_ADDRESS = re.compile(r"[^\s@]+ ?@ ?[^\s@]+")
_SEPARATORS = re.compile(r"[\s;,|<>()\[\]{}\"\u201c\u201d«»]+")
_OUTER_SIGNS = "'`.:!?*"
_LOCAL = re.compile(r"[^\s@\x00-\x1f]{1,64}")
_DOMAIN = re.compile(r"[a-z0-9_.-]+")

FILLERS = frozenset(
    (
        *("none", "na", "nil", "null", "no", "nomail", "noemail", "notavailable", "notapplicable"),
        *("notprovided", "nothing", "unknown", "unavailable", "nobody", "noone", "anonymous"),
        *("refused", "declined", "donthave", "donothave", "noreply", "donotreply"),
        *("test", "testing", "example", "sample", "fake", "dummy", "asdf"),
    )
)
"""What people type before the @ because a form wants something there, without dots and dashes."""


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """One e-mail address. `text` is how it is written to and shown."""

    local: str
    domain: str
    """As it was typed, in small letters."""
    key: str
    """What two spellings of one address have in common."""

    @property
    def text(self) -> str:
        """The address as a person reads it."""
        return f"{self.local}@{self.domain}"

    @property
    def is_filler(self) -> bool:
        """Is it what people type who have none, such as none@none.com? Then it names nobody."""
        return is_filler(self.key)

    @property
    def can_be_written_to(self) -> bool:
        """May a mail server take it?"""
        try:
            validate_email(self.text, check_deliverability=False)
        except EmailNotValidError:
            return False
        return True


def is_filler(key: str) -> bool:
    """Does the key of an address stand for none? Dots, dashes and the like do not count."""
    local = re.sub(r"[._/-]+", "", key.rpartition("@")[0])
    return local in FILLERS or (len(local) > 1 and set(local) == {"x"})


def addresses_in(cell: str | None) -> list[EmailAddress]:
    """Every address that can be read in the cell in one way only, in its order, each once."""
    if not cell:
        return []
    if _PLAIN.fullmatch(cell):
        local, _, domain = cell.partition("@")
        return [EmailAddress(local, domain, cell)]
    found: dict[str, EmailAddress] = {}
    for word in _address_words(cell):
        address = _parsed_address(word)
        if address is not None:
            found.setdefault(address.key, address)
    return list(found.values())


def letter_address(cell: str | None) -> str | None:
    """The address that a letter is sent to: the first in the cell that can take one."""
    return next((each.text for each in addresses_in(cell) if each.can_be_written_to), None)


def email_key(cell: str | None) -> str | None:
    """The key of the first address in the cell that is no filler; None where there is none.

    Letters' case, and the form of the domain, do not count. Dots and plus-tags do: only the mail
    host knows whether they matter.
    """
    return next(iter(email_keys(cell)), None)


def email_keys(*cells: str | None) -> list[str]:
    """The key of each address in the cells that is no filler, each once."""
    return list(
        dict.fromkeys(
            each.key for cell in cells for each in addresses_in(cell) if not each.is_filler
        )
    )


def _address_words(cell: str) -> Iterator[str]:
    """The parts of a cell of which each may be one address."""
    line = one_line(cell).translate(_SIGNS)
    for spelled, sign in _SPELLED_SIGNS:
        line = spelled.sub(sign, line)
    line = _LINK.sub(lambda link: f" {unquote(link['to'])} ", line).strip()
    line = _LABEL.sub("", line)
    if _SINGLE_ADDRESS.fullmatch(line):
        # "ana @ mail.example" can be read in one way; "ana ruiz @ mail.example" cannot.
        line = line.replace(" ", "")
    for word in _SEPARATORS.split(line):
        if word.count("@") > 1:
            yield from word.split("/")
        else:
            yield word


@lru_cache(maxsize=65_536)
def _parsed_address(word: str) -> EmailAddress | None:
    local, at, domain = word.strip(_OUTER_SIGNS).rpartition("@")
    domain = domain.lower().rstrip(".")
    if not (at and domain and _LOCAL.fullmatch(local)) or local.startswith("."):
        return None
    key = unicodedata.normalize("NFC", local.casefold())
    return EmailAddress(local, domain, f"{key}@{_ascii_domain(domain)}")


def _ascii_domain(domain: str) -> str:
    """The domain as mail servers write it, in ASCII; as it is, where it cannot be so written."""
    if _DOMAIN.fullmatch(domain):
        return domain
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return domain
