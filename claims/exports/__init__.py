"""What we hand out of a sealed tally: one module per file."""

from claims.exports.tally_export import FORMATS, CannotExport, export_tally

__all__ = ["FORMATS", "CannotExport", "export_tally"]
