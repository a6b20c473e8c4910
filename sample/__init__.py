"""A seeded generator of a production and of the claims that follow."""

from sample.generator import FILES, SampleSize, write_files

__all__ = ["FILES", "SampleSize", "write_files"]
