"""Imports whose rows are judged once a test process, however many tests import the same files.

Judging a production takes DuckDB half a second of some sixty statements, also for one account. The
first import of some files into an empty matter goes its whole way, and what the judging of its rows
came to is remembered. The next of the same files gets that answer; all else, from reading the files
to the trail and the class list, is done anew by the product.
"""

import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from claims.audit import Actor
from claims.models import Matter, Production
from claims.records import production_import
from claims.records.kinds import RecordKind
from claims.records.lookup import current_production
from claims.records.row_checks import Refusal, RowChecker, RowCounts, WrittenFiles
from claims.records.temporary_table import TemporaryTable

_MOST = 200
Show = Callable[[str, int, int], None]


@dataclass
class _Answers:
    """What judging some files came to. Only files without a refused row have answers here."""

    verdicts: dict[str, RowCounts] = field(default_factory=dict)
    accounts: list[Mapping[str, Any]] = field(default_factory=list)
    refused_has_changed: bool = False
    written: WrittenFiles = field(default_factory=WrittenFiles)
    files: dict[str, bytes] = field(default_factory=dict)


_known: OrderedDict[str, _Answers] = OrderedDict()


def import_known(
    matter: Matter, files: Mapping[str, Path], *, at: datetime, actor: Actor
) -> Production:
    """What `import_production` does; the judging is remembered where the matter has no records."""
    if current_production(matter) is not None:
        return production_import.import_production(matter, files, at=at, actor=actor).production
    key = _key(matter, files)
    answers = _known.get(key)
    if answers is not None:
        _known.move_to_end(key)
        with _checked_by(lambda *_, **__: _KnownChecker(answers)):
            return production_import.import_production(matter, files, at=at, actor=actor).production
    found = _Answers()
    with _checked_by(lambda *given, **options: _NotingChecker(found, *given, **options)):
        production = production_import.import_production(
            matter, files, at=at, actor=actor
        ).production
    if not any(verdict.refused for verdict in found.verdicts.values()):
        _known[key] = found
        if len(_known) > _MOST:
            _known.popitem(last=False)
    return production


def _key(matter: Matter, files: Mapping[str, Path]) -> str:
    parts = [matter.currency]
    for kind, path in sorted(files.items()):
        parts += [kind, hashlib.sha256(path.read_bytes()).hexdigest()]
    return " ".join(parts)


@contextlib.contextmanager
def _checked_by(checker: Callable[..., Any]) -> Iterator[None]:
    importer: Any = production_import
    before = importer.RowChecker
    importer.RowChecker = checker
    try:
        yield
    finally:
        importer.RowChecker = before


class _NotingChecker(RowChecker):
    """The product's own, which notes its answers."""

    def __init__(self, answers: _Answers, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._answers = answers

    def judge(self, spool: TemporaryTable, file_name: str) -> RowCounts:
        verdicts = super().judge(spool, file_name)
        self._answers.verdicts[spool.kind.name] = verdicts
        return verdicts

    def keep_refused(self) -> bool:
        self._answers.refused_has_changed = super().keep_refused()
        return self._answers.refused_has_changed

    def write(self, folder: Path, show: Show | None = None) -> WrittenFiles:
        written = super().write(folder, show)
        self._answers.written = written
        self._answers.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        return written

    def new_accounts(self) -> Iterator[Mapping[str, Any]]:
        self._answers.accounts = list(super().new_accounts())
        return iter(self._answers.accounts)


class _KnownChecker:
    """The answers that judging the same files came to before."""

    def __init__(self, answers: _Answers) -> None:
        self._answers = answers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Nothing was opened."""

    def judge(self, spool: TemporaryTable, file_name: str) -> RowCounts:
        verdicts = self._answers.verdicts[spool.kind.name]
        assert verdicts.rows == spool.rows, f"{file_name} is not the file that was judged before"
        return verdicts

    def refusals(self, kind: RecordKind) -> Iterator[Refusal]:
        return iter(())

    def first_refusal(self, kind: RecordKind) -> tuple[Refusal | None, int]:
        return None, 0

    def keep_refused(self) -> bool:
        return self._answers.refused_has_changed

    def write(self, folder: Path, show: Show | None = None) -> WrittenFiles:
        for name, content in self._answers.files.items():
            (folder / name).write_bytes(content)
        written = self._answers.written
        return WrittenFiles(dict(written.counts), dict(written.shared))

    def new_accounts(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._answers.accounts)

    def corrected_accounts(self) -> Iterator[Mapping[str, Any]]:
        return iter(())
