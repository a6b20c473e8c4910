"""The kinds of keys by which claims are alike, and what is kept of one that is only compared.

Apart from `likeness`, which reads addresses by the engine: filing a claim needs only this.
"""

import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

_IPV4_NEIGHBOURS, _IPV6_NEIGHBOURS = 24, 64


class Kind(StrEnum):
    """What a key is made of; the model's list (claims.models.ClaimKey.Kind) is made from it."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    PAYMENT = "payment"
    DOCUMENT = "document"
    DEVICE = "device"
    NETWORK = "network"
    NEIGHBOURHOOD = "neighbourhood"


def network_keys(address: str) -> Mapping[Kind, str]:
    """Where a form came from: an IPv4 address and the 256 around it, or an IPv6 subscriber's 64
    bits; nothing for what is no address. Not to be stored as it is: see `digest`."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return {}
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv6Address):
        return {Kind.NETWORK: str(ip_network((parsed, _IPV6_NEIGHBOURS), strict=False))}
    around = ip_network((parsed, _IPV4_NEIGHBOURS), strict=False)
    return {Kind.NETWORK: str(parsed), Kind.NEIGHBOURHOOD: str(around)}


def keyed_digest(key: bytes, kind: Kind, value: str) -> str:
    """What is kept in the place of a value that we only compare; nobody without the key can tell
    which value it was."""
    message = f"classfund claim key {kind}\0{value}".encode()
    return hmac.digest(key, message, hashlib.sha256).hex()[:32]
