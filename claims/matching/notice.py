"""Notice IDs: printed on a notice, they name an account and prove that we printed them.

Derived by HMAC from the account's number and the matter's key, so nothing is stored and nobody
without the key can make or read one. Sixteen characters, "7K3M-Q0RT-8XWE-ZV2H", in Crockford's
base 32, which has no letters that look like digits: 40 bits of tag, then the number hidden under 40
more. Guessing an ID that is valid takes about 2**40 tries for each one.
"""

import hashlib
import hmac

LARGEST_NUMBER = 2**40 - 1

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_VALUES |= {"O": 0, "I": 1, "L": 1}
_CHARACTERS = 16
_GROUP_CHARACTERS = 4
_HALF_BYTES = 5
_SHORTEST_KEY_BYTES = 16


def notice_id(key: bytes, number: int) -> str:
    """The notice ID of the account with this number (0 to LARGEST_NUMBER), for printing.

    Raises ValueError for a number outside that range or a key shorter than 16 bytes.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"{number} is no account number: it must be from 0 to {LARGEST_NUMBER}.")
    tag = _tag(key, number)
    return _printed_id(tag + (number ^ _mask(key, tag)).to_bytes(_HALF_BYTES))


def account_number(key: bytes, text: str) -> int | None:
    """The account number behind a notice ID as somebody typed it; None unless we printed it.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    """
    plain = _id_bytes(text)
    if plain is None:
        return None
    tag, hidden = plain[:_HALF_BYTES], plain[_HALF_BYTES:]
    number = int.from_bytes(hidden) ^ _mask(key, tag)
    return number if hmac.compare_digest(_tag(key, number), tag) else None


def is_well_formed(text: str) -> bool:
    """Could somebody have meant it as a notice ID of ours? Says nothing of whether it is one."""
    return _id_bytes(text) is not None


def _tag(key: bytes, number: int) -> bytes:
    return _digest(key, b"tag", number.to_bytes(_HALF_BYTES))


def _mask(key: bytes, tag: bytes) -> int:
    """Hides the number, so that IDs tell neither the order of accounts nor how many there are."""
    return int.from_bytes(_digest(key, b"mask", tag))


def _digest(key: bytes, purpose: bytes, message: bytes) -> bytes:
    if len(key) < _SHORTEST_KEY_BYTES:
        raise ValueError(f"The matter's key has {len(key)} bytes. Use 16 random bytes or more.")
    full = hmac.digest(key, b"classfund notice id " + purpose + b"\0" + message, hashlib.sha256)
    return full[:_HALF_BYTES]


def _printed_id(plain: bytes) -> str:
    value = int.from_bytes(plain)
    characters = ""
    for _ in range(_CHARACTERS):
        value, digit = divmod(value, len(_ALPHABET))
        characters = _ALPHABET[digit] + characters
    groups = [
        characters[at : at + _GROUP_CHARACTERS] for at in range(0, _CHARACTERS, _GROUP_CHARACTERS)
    ]
    return "-".join(groups)


def _id_bytes(text: str) -> bytes | None:
    characters = "".join(text.split()).replace("-", "").replace("–", "").upper()
    if len(characters) != _CHARACTERS or not _VALUES.keys() >= set(characters):
        return None
    value = 0
    for character in characters:
        value = value * len(_ALPHABET) + _VALUES[character]
    return value.to_bytes(2 * _HALF_BYTES)
