"""A matter with many claims and their keys, drawn from the numbers of their rows alone.

Households of one to four share an address, a telephone and a network; one claim in fifty is of a
flood that shares a browser, a network and an account to be paid to, and came within two hours.
"""

from datetime import UTC, datetime
from string import Template

from django.db import connection

from claims import plans
from claims.audit import Actor
from claims.casework import docket
from claims.matching.similarity_keys import rules_version
from claims.models import Channel, Claim, ClaimKey, Matter, Medium

FLOOD_EVERY = 50
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST = datetime(2026, 1, 16, tzinfo=UTC)
_DAYS = 150

_IS_BOT = f"n % {FLOOD_EVERY} = 0"
_BOT, _HOME = f"(n / {FLOOD_EVERY})", "(n * 2 / 5)"
_SECOND = f"CASE WHEN {_IS_BOT} THEN {_BOT} % 7200 ELSE n * 7919 % {_DAYS * 86400} END"
_FILED_AT = {
    "sqlite": f"datetime('2026-01-16', '+' || ({_SECOND}) || ' seconds')",
    "postgresql": f"timestamptz '2026-01-16 00:00Z' + ({_SECOND}) * interval '1 second'",
}
_EMAIL = "'p' || n || '@x' || (n % 9973) || '.example'"
# What of the n-th claim differs from the first.
_CLAIM = {
    "reference": "'CF-' || n",
    "last_name": f"'Family' || ({_HOME} % 50000)",
    "email": _EMAIL,
    "email_key": _EMAIL,
    "street": f"{_HOME} || ' Elm Street'",
}


def _shared_value_sql(bots: int, others: str) -> str:
    """As long as the digest that it stands for: one of so many of the flood's, or another."""
    of_bots = f"'bots ' || ({_BOT} % {bots})"
    return f"'00000000000000000000000' || CASE WHEN {_IS_BOT} THEN {of_bots} ELSE {others} END"


_KEYS = {
    ClaimKey.Kind.EMAIL: _EMAIL,
    ClaimKey.Kind.PHONE: f"'+1510' || {_HOME}",
    ClaimKey.Kind.ADDRESS: f"{_HOME} || ' elm, 94103'",
    ClaimKey.Kind.NETWORK: _shared_value_sql(40, f"'n' || {_HOME}"),
    ClaimKey.Kind.NEIGHBOURHOOD: _shared_value_sql(4, f"'a' || ({_HOME} / 100)"),
    ClaimKey.Kind.DEVICE: _shared_value_sql(40, "'d' || n"),
    ClaimKey.Kind.PAYMENT: _shared_value_sql(100, "'none'"),
}


_NUMBERS = Template(
    "WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS BIGINT) "
    "UNION ALL SELECT n + 1 FROM numbers WHERE n < $last)"
)


def fill_database(claims: int) -> Matter:
    """Open the matter and put so many claims and their keys into the database."""
    text = plans.library_path("linkedin-inmail").read_text(encoding="utf-8")
    matter = docket.open_matter(text, "bench", actor=Actor("operator"), at=_OPENED).matter
    first = _first_claim(matter)
    differs = _CLAIM | {"id": f"{first.pk} + n", "filed_at": _FILED_AT[connection.vendor]}
    columns = [str(field.column) for field in Claim._meta.local_concrete_fields]
    of_first = [differs.get(column, f"first.{column}") for column in columns]
    numbers = _NUMBERS.substitute(last=claims - 1)
    with connection.cursor() as cursor:
        copied = f"""
            INSERT INTO claims_claim ({", ".join(columns)}) {numbers}
            SELECT {", ".join(of_first)} FROM numbers, claims_claim AS first
            WHERE first.id = {first.pk}
        """  # noqa: S608  # nosec B608
        cursor.execute(copied)
        for kind, value in _KEYS.items():
            only = f"WHERE {_IS_BOT}" if kind == ClaimKey.Kind.PAYMENT else ""
            keys = f"""
                INSERT INTO claims_claimkey (matter_id, claim_id, kind, value) {numbers}
                SELECT {matter.pk}, {first.pk} + n, '{kind.value}', {value} FROM numbers {only}
            """  # noqa: S608  # nosec B608
            cursor.execute(keys)
        cursor.execute("ANALYZE")
    return matter


def _first_claim(matter: Matter) -> Claim:
    return Claim.objects.create(
        matter=matter,
        reference="CF-FIRST",
        channel=Channel.WEB,
        medium=Medium.WEB,
        filed_at=_FIRST,
        recorded_at=_FIRST,
        first_name="Ana",
        country="US",
        signed=True,
        keyed_as=rules_version(),
    )
