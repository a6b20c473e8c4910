"""`python -m claims.verification BUNDLE`: prints ok, or the first difference; exit 0 or 1."""

import sys
from pathlib import Path

from claims.verification.bundle import verify_bundle


def main(arguments: list[str]) -> int:
    """Check the bundle in the folder given; 2 for wrong usage."""
    if len(arguments) != 1:
        print("usage: python -m claims.verification BUNDLE", file=sys.stderr)
        return 2
    result = verify_bundle(Path(arguments[0]))
    if not result.ok:
        print(result.first_difference)
        return 1
    print(f"ok: {result.claims} claims recomputed, root {result.root}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
