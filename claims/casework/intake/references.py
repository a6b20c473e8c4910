"""References that cannot be guessed and can be read over the telephone."""

import secrets

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX, _LENGTH = "CF", 12
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_reference() -> str:
    """Sixty random bits, as `CF-7K2M-9QXT-0DW4`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return f"CF-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_reference(text: str) -> str:
    """A reference as somebody typed it, in the spelling it is stored in; blank if it is none.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    """
    letters = "".join(c for c in text.upper() if c.isalnum())
    if len(letters) == _LENGTH + len(_PREFIX):
        # Only where it is one letter group too long: a reference may itself begin with CF.
        letters = letters.removeprefix(_PREFIX)
    letters = letters.translate(_LOOKALIKES)
    if len(letters) != _LENGTH or any(c not in ALPHABET for c in letters):
        return ""
    return f"CF-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
