"""Short texts out of a file that anybody may have written."""

from claims.records.archives import limits
from claims.texts import one_line


def short_text(text: str) -> str:
    """One line of what can be shown, and not too long."""
    return one_line(text[: limits.LONGEST_CELL])[: limits.LONGEST_TEXT].rstrip()
