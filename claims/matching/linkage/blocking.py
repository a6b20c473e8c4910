"""Which pairs are worth comparing: those that agree on one of a few keys that few accounts share.

A key that many accounts share (a common name in a large city) would bring in many pairs and decide
none of them, so it is left out wherever it has more than LARGEST_BLOCK accounts. That lets coarse
keys in where they are selective. One detail alone is no key, but a date of birth or a telephone.
"""

LARGEST_BLOCK = 30
"""Accounts that may share a key; more, and the key is left out."""

BLOCKING_RULES: dict[str, str] = {
    # The order of the two names does not matter: some people's are swapped.
    "names": "least(given, family) || '|' || greatest(given, family)",
    "family, postal code": "family || '|' || postal",
    "given, postal code": "given || '|' || postal",
    "address": "number || '|' || street",
    "number, postal code": "number || '|' || postal",
    "street, postal code": "street || '|' || postal",
    "given, street": "given || '|' || street",
    "family, street": "family || '|' || street",
    "beginnings of both names, state": "family[1:4] || '|' || given[1:3] || '|' || state",
    "beginning of family, postal code": "family[1:3] || '|' || postal",
    "phone": "phone",
    "date of birth": "CASE WHEN length(birth) = 8 THEN birth END",
}
"""Each key by what it is made of, as SQL over the columns of `particulars`; NULL where part of it
is not given."""


def block_keys_sql(source: str, key: str) -> str:
    """A SELECT of (`key`, block): a row for each key of each row of `source`; block is a hash."""
    keys = ", ".join(
        f"CASE WHEN ({rule}) IS NOT NULL THEN hash('{name}', {rule}) END"
        for name, rule in BLOCKING_RULES.items()
    )
    return (
        f"SELECT {key}, block FROM (SELECT {key}, unnest([{keys}]) AS block FROM {source}) "  # noqa: S608  # nosec B608
        "WHERE block IS NOT NULL"
    )
