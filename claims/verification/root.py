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


def root_of(plan: str, facts: str, determinations: str, totals: Mapping[str, Any]) -> str:
    """SHA-256 of these lines in UTF-8; `plan`, `facts` and `determinations` are hashes themselves.

    The totals are hashed as JSON with sorted keys, without spaces and without escapes.
    """
    canonical = json.dumps(totals, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    hashes = {"plan": plan, "facts": facts, "determinations": determinations}
    return _sha256(_LINES.format(**hashes, totals=_sha256(canonical)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
