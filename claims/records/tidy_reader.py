"""What a reader of CSV and a reader of Parquet have in common: a header, and cells to tidy."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from claims.records.cell_cleanup import CellCleaner
from claims.records.headers import read_header
from claims.records.row_batches import Form, Note, TableReader


class TidyReader(TableReader):
    """A reader that tidies its cells by what they are, and notes what it read otherwise."""

    _tidier: CellCleaner

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path, name)
        self._position = 0

    @property
    def position(self) -> int:
        """Bytes of the file."""
        return self._position

    def notes(self) -> list[Note]:
        return self._tidier.notes()

    def _take_header(
        self,
        names: Sequence[str],
        required: Sequence[str],
        optional: Sequence[str],
        forms: Mapping[str, Form],
        evidence: Collection[str],
    ) -> None:
        """Find the columns asked for among the names; raises FileRefused as `read_header` does."""
        self.known = (*required, *optional)
        header = read_header(self.name, names, required, optional, evidence)
        self.columns, self.nameless = header.columns, header.nameless
        self._tidier = CellCleaner(self.name, header, required, forms)
