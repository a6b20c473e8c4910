"""Waves and patterns: hours with far more claims than usual, and addresses that were made in a row.

Both are seen only when all claims are looked at. What is usual is the matter's own: the median of
its hours, and how far hours usually lie from it. A rush before a deadline is usual; it is no wave
unless much of it is alike in something.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from more_itertools import chunked

from claims.casework.signals.scope import Scope
from claims.casework.signals.shared_keys import FORM_KINDS, OPEN_CHANNELS, Deduction
from claims.casework.signals.signal_rules import Code, SignalRules
from claims.casework.signals.single_signals import is_throwaway_host
from claims.models import Channel, Claim, ClaimKey, Matter

WAVE_CODES = frozenset({Code.WAVE, Code.PATTERN})

_ROWS_PER_INSERT = 100_000
_CLAIMS_PER_QUERY = 10_000
_MAD_TO_STANDARD_DEVIATION = 1.4826
"""Times the median absolute deviation is the standard deviation of what is spread normally."""

_FILED_SCHEMA = pa.schema(
    [("claim", pa.int64()), ("second", pa.int64()), ("is_web", pa.bool_()), ("email", pa.string())]
)
_KEYS_SCHEMA = pa.schema([("claim", pa.int64()), ("kind", pa.string()), ("value", pa.string())])

# An address without its digits. One that is all digits, or nearly, is a telephone number.
_FILED_SQL = """
    CREATE TABLE filed AS
    SELECT claim, second // 3600 AS hour, is_web, split_part(email, '@', 2) AS host,
        CASE WHEN regexp_matches(local, '[0-9]')
                AND len(regexp_replace(local, '[^[:alpha:]]', '', 'g')) >= 3
            THEN regexp_replace(local, '[0-9]+', '#', 'g') || '@' || split_part(email, '@', 2)
            END AS stem
    FROM (SELECT *, split_part(email, '@', 1) AS local FROM given)
"""
_WAVES_SQL = """
    CREATE TABLE waves AS
    WITH busy AS (
        SELECT hour, count(*) AS claims FROM filed GROUP BY hour
    ), every AS (
        SELECT hour, COALESCE(claims, 0) AS claims
        FROM (SELECT unnest(range(min(hour), max(hour) + 1)) AS hour FROM busy)
        LEFT JOIN busy USING (hour)
    ), usual AS (
        SELECT median(claims) AS middle, mad(claims) AS spread FROM every
    )
    SELECT hour, claims, round(middle)::BIGINT AS usual FROM busy, usual
    WHERE claims >= $smallest AND claims > middle + $deviations * $deviation * spread
"""
_SIMILAR_SQL = """
    CREATE TABLE in_waves AS
    WITH keyed AS (
        SELECT claim, hour, kind, value FROM keys JOIN filed USING (claim)
        WHERE is_web OR kind NOT IN (SELECT unnest($of_the_form))
        UNION ALL
        SELECT claim, hour, 'pattern', stem FROM filed WHERE stem IS NOT NULL
        UNION ALL
        SELECT claim, hour, 'disposable', '' FROM filed JOIN throwaway USING (host)
    ), counted AS (
        SELECT *, count(*) OVER (PARTITION BY hour, kind, value) AS alike
        FROM keyed JOIN waves USING (hour)
    )
    SELECT claim, any_value(claims) AS claims, any_value(usual) AS usual,
        -- Of several that are as many, one whose claims can be shown.
        arg_max(kind, (alike, kind NOT IN ('pattern', 'disposable'), kind)) AS kind,
        max(alike) AS alike
    FROM counted WHERE alike > $at_least AND alike * 100 >= $percent * claims
    GROUP BY claim
"""
_PATTERNS_SQL = """
    CREATE TABLE patterns AS
    SELECT claim, alike FROM (
        SELECT claim, count(*) OVER (PARTITION BY hour, stem) AS alike
        FROM filed WHERE stem IS NOT NULL
    ) WHERE alike > $at_least
"""


class WaveSearch:
    """What was found of one matter, in an engine of its own; `close` it."""

    def __init__(self, matter: Matter, rules: SignalRules) -> None:
        self._rules = rules
        self._engine = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "memory_limit": settings.TALLY_MEMORY,
                "threads": settings.TALLY_THREADS,
            }
        )
        self._read(matter)
        self._find_waves(matter)

    def close(self) -> None:
        """Give the memory back."""
        self._engine.close()

    def found(self, scope: Scope) -> Iterator[tuple[int, Deduction]]:
        """(claim, deduction) for each claim from the scope's first to its last."""
        for claim, claims, usual, kind, alike in self._of("in_waves", scope):
            numbers = {"others": alike - 1, "alike": kind, "claims": claims, "usual": usual}
            yield claim, {"code": Code.WAVE.value, **numbers}
        for claim, alike in self._of("patterns", scope):
            yield claim, {"code": Code.PATTERN.value, "others": alike - 1}

    def _of(self, table: str, scope: Scope) -> list[tuple[Any, ...]]:
        asked = f"FROM {table} WHERE claim BETWEEN ? AND ? ORDER BY claim"  # nosec B608
        return self._engine.execute(asked, [scope.first, scope.last]).fetchall()

    def _read(self, matter: Matter) -> None:
        self._engine.execute(
            "CREATE TABLE given (claim BIGINT, second BIGINT, is_web BOOLEAN, email VARCHAR)"
        )
        claims = Claim.objects.of(matter).filter(channel__in=OPEN_CHANNELS).order_by()
        rows = claims.values_list("pk", "filed_at", "channel", "email_key")
        each = (
            (pk, int(filed_at.timestamp()), channel == Channel.WEB, email)
            for pk, filed_at, channel, email in rows.iterator(chunk_size=_ROWS_PER_INSERT)
        )
        self._insert("given", _FILED_SCHEMA, each)
        self._engine.execute(_FILED_SQL)
        self._engine.execute("DROP TABLE given")

    def _find_waves(self, matter: Matter) -> None:
        wave, run = self._rules.wave, self._engine.execute
        run(
            _WAVES_SQL,
            {
                "smallest": wave.smallest,
                "deviations": wave.deviations,
                "deviation": _MAD_TO_STANDARD_DEVIATION,
            },
        )
        run("CREATE TABLE keys (claim BIGINT, kind VARCHAR, value VARCHAR)")
        inside = run("SELECT claim FROM filed JOIN waves USING (hour) ORDER BY claim").fetchall()
        self._insert("keys", _KEYS_SCHEMA, _claim_key_rows(matter, [claim for (claim,) in inside]))
        hosts = run("SELECT DISTINCT host FROM filed").fetchall()
        run("CREATE TABLE throwaway (host VARCHAR)")
        throwaway = [host for (host,) in hosts if is_throwaway_host(host)]
        run("INSERT INTO throwaway SELECT unnest($hosts::VARCHAR[])", {"hosts": throwaway})
        run(
            _SIMILAR_SQL,
            {
                "of_the_form": [kind.value for kind in FORM_KINDS],
                "at_least": self._rules.signals[Code.WAVE].at_least,
                "percent": wave.alike_percent,
            },
        )
        run(_PATTERNS_SQL, {"at_least": self._rules.signals[Code.PATTERN].at_least})

    def _insert(self, table: str, schema: pa.Schema, rows: Iterator[tuple[Any, ...]]) -> None:
        for some in chunked(rows, _ROWS_PER_INSERT):
            columns = list(zip(*some, strict=True))
            part = pa.table(
                [
                    pa.array(column, field.type)
                    for column, field in zip(columns, schema, strict=True)
                ],
                schema=schema,
            )
            self._engine.register("part", part)
            self._engine.execute(f"INSERT INTO {table} SELECT * FROM part")  # noqa: S608  # nosec B608
            self._engine.unregister("part")


def _claim_key_rows(matter: Matter, claims: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    for some in chunked(claims, _CLAIMS_PER_QUERY):
        keys = ClaimKey.objects.of(matter).filter(claim__in=some).order_by()
        yield from keys.values_list("claim_id", "kind", "value")
