"""How a row of the subscriptions says that it is a refund.

What is taken off for it: `claims.calculator.facts.net_payments`.
"""

import re
from collections.abc import Mapping
from typing import Any

from claims.plans.record_columns import KIND_COLUMN, REFUND, REFUND_OF_COLUMN

# `extra` is a JSON object of texts; within a text a quotation mark has a backslash before it.
REFUND_PATTERN = rf'(?i)[{{,]\s*"{KIND_COLUMN}"\s*:\s*"\s*{REFUND}\s*"'
REFUNDED_KEY_PATTERN = rf'(?i)[{{,]\s*"{REFUND_OF_COLUMN}"\s*:\s*"\s*([^"\\]*[^"\\\s])\s*"'


def is_refund(row: Mapping[str, Any]) -> bool:
    """Does one row of the subscriptions say what was paid back?"""
    return row["amount_cents"] < 0 or bool(re.search(REFUND_PATTERN, row["extra"] or ""))
