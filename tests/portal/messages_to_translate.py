"""Every text that our code marks for translation, found without the gettext programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
_SKIPPED = {"migrations", "__pycache__"}

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Message:
    """One text; `plural` and `context` are blank where there are none."""

    text: str
    plural: str = ""
    context: str = ""


def messages_of(path: Path) -> Iterator[Message]:
    """The texts that one Python file or template marks."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Babel reads what is left as Python, where the indentation of a template would be wrong.
        marked = templatize(source, origin=str(path))
        source = "\n".join(line.lstrip() for line in marked.splitlines())
    # One argument comes as text, several as a tuple, none as nothing; Babel's own types differ.
    found: list[Any] = list(
        extract_python(BytesIO(source.encode()), list(_KEYWORDS), [], {"encoding": "utf-8"})
    )
    for _, function, arguments, _ in found:
        texts = arguments if isinstance(arguments, tuple) else (arguments,)
        if not isinstance(texts[0], str):
            continue
        context = ""
        if function.startswith(("pgettext", "npgettext")):
            context, texts = texts[0], texts[1:]
        is_plural = "npgettext" in function or function.startswith("ngettext")
        yield Message(texts[0], texts[1] if is_plural else "", context)


def sources() -> Iterator[Path]:
    """The files whose texts people read: templates, the portal, and the models' closed lists."""
    yield from sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".txt"})
    for folder in (ROOT / "portal", ROOT / "claims"):
        for path in sorted(folder.rglob("*.py")):
            if _SKIPPED.isdisjoint(path.parts):
                yield path


def all_messages() -> dict[Message, set[str]]:
    """Each text once, with the files that hold it."""
    found: dict[Message, set[str]] = {}
    for path in sources():
        for message in messages_of(path):
            found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    return found
