"""An import that kills its own process at a given point: `python -m … POINT SLUG FOLDER`.

Run by test_faults.py in a process of its own, on the test's database and DATA_DIR.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django


def killed_after(function: Callable[..., Any]) -> Callable[..., Any]:
    def call_and_die(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return call_and_die


def main(point: str, slug: str, folder: Path) -> None:
    django.setup()
    from claims.models import Matter
    from claims.records import import_folder, merged_files, production_import
    from claims.records.kinds import KINDS
    from claims.records.row_checks import RowChecker
    from claims.records.temporary_table import TemporaryTable

    places: dict[str, tuple[Any, str]] = {
        "reading": (TemporaryTable, "add"),
        "judging": (RowChecker, "judge"),
        "writing": (RowChecker, "write"),
        "noting": (import_folder, "_write_durably"),
        "publishing": (import_folder.ImportFolder, "publish"),
        "class list": (production_import, "add_accounts"),
        "trail": (production_import, "record_for_matter"),
        "committed": (production_import, "_commit"),
        "merging": (merged_files, "_link"),
        "corrected accounts": (production_import, "correct_accounts"),
    }
    owner, name = places[point]
    setattr(owner, name, killed_after(getattr(owner, name)))
    matter = Matter.objects.get(slug=slug)
    files = {kind: folder / f"{kind}.csv" for kind in KINDS if (folder / f"{kind}.csv").exists()}
    corrects = point in ("merging", "corrected accounts")
    at = datetime(2026, 2, 1, 12, tzinfo=UTC)
    production_import.import_production(matter, files, at=at, corrects=corrects)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
