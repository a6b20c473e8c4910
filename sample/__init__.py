"""A seeded generator of a production and of the claims that follow."""

from sample.generate import FILES, Size, write

__all__ = ["FILES", "Size", "write"]
