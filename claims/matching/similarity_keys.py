"""By what claims may be alike: keys that two claims of one person would share.

A shared key says that two claims have something in common and no more: a household shares an
address, a telephone and a device, and an office a network.
"""

import hashlib
from collections.abc import Iterator
from functools import cache

import pyarrow as pa

from claims.matching.digests import Kind
from claims.matching.email_addresses import email_keys
from claims.matching.keys import DIALLABLE_PATTERN, phone_key
from claims.matching.linkage.comparable_particulars import (
    INPUT_COLUMNS,
    particulars_sql,
    shared_connection,
)

CLAIM_COLUMNS = (*INPUT_COLUMNS, "email")
"""What is read of a claim, all text, beside its number `claim`."""

_DOTLESS_HOSTS = ("gmail.com", "googlemail.com")
"""Hosts that deliver an address with and without its dots to one mailbox, by their own account."""


_SQL = f"""
WITH placed AS (
    SELECT claim,
        number || ' ' || street || ', ' || COALESCE(postal[1:5], city || ' ' || state)
            AS place
    FROM ({particulars_sql("filed", "claim")})
)
SELECT claim, place FROM placed WHERE place IS NOT NULL
"""  # noqa: S608  # nosec B608
_RULES_EDITION = "3: addresses and telephones as matching reads them"
"""Changed by whoever changes what the functions below make, or those of `addresses` and `keys`."""


@cache
def rules_version() -> str:
    """A short text that changes when keys that other rules made would not do."""
    return hashlib.sha256(
        f"{_SQL}{_DOTLESS_HOSTS}{DIALLABLE_PATTERN}{_RULES_EDITION}".encode()
    ).hexdigest()[:12]


def similarity_keys(filed: pa.Table) -> Iterator[tuple[int, Kind, str]]:
    """(claim, kind, value) of what the claims say: e-mail, telephone, address.

    `filed` has `claim` and READ_COLUMNS. An e-mail address is taken without what follows a plus
    sign, an address without its unit.
    """
    with shared_connection(__name__) as connection:
        connection.register("filed", filed)
        rows = connection.execute(_SQL).fetchall()
        connection.unregister("filed")
    for claim, place in rows:
        yield claim, Kind.ADDRESS, place
    said = (filed[name].to_pylist() for name in ("claim", "email", "phone", "country"))
    for claim, email, phone, country in zip(*said, strict=True):
        for mailbox in dict.fromkeys(map(_mailbox, email_keys(email))):
            yield claim, Kind.EMAIL, mailbox
        number = phone_key(phone, country)
        if number is not None:
            yield claim, Kind.PHONE, number


def _mailbox(key: str) -> str:
    """The mailbox that an address is delivered to, as far as one can tell from outside."""
    box, _, host = key.rpartition("@")
    box = box.partition("+")[0] or box
    if host in _DOTLESS_HOSTS:
        return f"{box.replace('.', '')}@{_DOTLESS_HOSTS[0]}"
    return f"{box}@{host}"
