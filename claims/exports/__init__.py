"""What we hand out of a sealed tally: one module per file."""

from claims.exports.writing import FORMATS, CannotExport, write

__all__ = ["FORMATS", "CannotExport", "write"]
