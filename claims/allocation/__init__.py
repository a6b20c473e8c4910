"""From what people are owed to what the class adds up to."""

from claims.allocation.exposure import exposure

__all__ = ["exposure"]
