"""Short texts out of a file that anybody may have written."""

from claims.archives import limits


def short_text(text: str) -> str:
    """One line of what can be shown, and not too long."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[: limits.LONGEST_TEXT]
