"""`python -m claims.verification BUNDLE`: prints ok, or the first difference; exit 0 or 1."""

import json
import sys
from pathlib import Path

from claims.verification.bundle_check import verify_bundle

_USAGE = "usage: python -m claims.verification BUNDLE [--root ROOT] [--json]"


def main(arguments: list[str]) -> int:
    """Check the bundle in the folder given; 2 for wrong usage.

    `--root` is the root that a report prints. On a terminal, progress goes to standard error.
    """
    root, as_json, folders = "", False, []
    words = iter(arguments)
    for word in words:
        if word == "--json":
            as_json = True
        elif word == "--root":
            root = next(words, "-")
        else:
            folders.append(word)
    if len(folders) != 1 or folders[0].startswith("-") or root.startswith("-"):
        print(_USAGE, file=sys.stderr)
        return 2
    result = verify_bundle(
        Path(folders[0]), root=root, show=_show_progress if sys.stderr.isatty() else None
    )
    if as_json:
        said = {"ok": result.ok, "root": result.root, "first_difference": result.first_difference}
        print(json.dumps(said, ensure_ascii=False))
    elif result.ok:
        print(f"ok: {result.claims} claims recomputed, root {result.root}")
    else:
        print(result.first_difference)
    return 0 if result.ok else 1


def _show_progress(stage: str, done: int) -> None:
    print(f"\r{stage}: {done:,} claims", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
