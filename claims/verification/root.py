"""The root of a bundle: one hash over its plan, its facts, its determinations and its totals."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_LINES = """\
classfund-root/1
plan {plan}
facts {facts}
determinations {determinations}
totals {totals}
"""
_READINGS = "readings {readings}\n"


def root_of(
    plan: str, facts: str, determinations: str, totals: Mapping[str, Any], readings: str = ""
) -> str:
    """SHA-256 of these lines in UTF-8; all but `totals` are hashes themselves.

    The totals are hashed as JSON with sorted keys, without spaces and without escapes. Where nobody
    read a value of the records there is no line of readings.
    """
    canonical = json.dumps(totals, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    hashes = {"plan": plan, "facts": facts, "determinations": determinations}
    lines = _LINES.format(**hashes, totals=_sha256(canonical))
    return _sha256(lines + (_READINGS.format(readings=readings) if readings else ""))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
