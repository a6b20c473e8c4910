"""Pages' templates whose lines are too long to read: the formatter leaves some lines as they are.

It does not break a tag of Django, nor a text that is not `trimmed`. Such a line is shortened by
hand: `{% blocktranslate trimmed %}` for a text, `{% with %}` or `{% url … as name %}` for a tag.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.paths import ROOT, print_error

LONGEST = 120
"""The most characters a line may have, as `line-length` of djangofmt in pyproject.toml."""


def main() -> int:
    """Name each line that is too long; 1 if there is one."""
    found = list(long_lines(ROOT / "templates"))
    for line in found:
        print_error(line)
    return 1 if found else 0


def long_lines(folder: Path) -> Iterator[str]:
    """One sentence for each line over LONGEST characters in the HTML templates of a folder.

    Plain-text templates are left out: there a line break is a line break in a letter.
    """
    for path in sorted(folder.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > LONGEST:
                yield (
                    f"{path.relative_to(folder)}, line {number}: {len(line)} characters, "
                    f"and {LONGEST} are allowed. Break it by hand."
                )


if __name__ == "__main__":
    sys.exit(main())
