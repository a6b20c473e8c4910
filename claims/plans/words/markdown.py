"""A plan in words as Markdown."""

import re
from collections.abc import Iterator

from claims.plans.words.document import Document, Item, Listing, Paragraph, Source

# What Markdown would take for markup inside a line. A dot or a dash matters at its start only.
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")
_AT_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+])(?=\s|$)")


def as_markdown(document: Document) -> str:
    """The document as Markdown, ending in a line end."""
    lines = [f"# {_plain(document.title)}", ""]
    if document.disclaimer:
        lines += [f"> {_plain(document.disclaimer)}", ""]
    for section in document.sections:
        lines += [f"## {_plain(section.title)}", ""]
        for block in section.blocks:
            if isinstance(block, Paragraph):
                mark = "> " if block.is_warning else ""
                lines.append(mark + _plain(block.text) + _source(block.source, document))
            else:
                lines += _listing(block, document)
            lines.append("")
    return "\n".join(lines)


def _listing(listing: Listing, document: Document) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=1):
        mark = f"{number}." if listing.is_numbered else "-"
        yield from _item(item, mark, 0, document)


def _item(item: Item, mark: str, indent: int, document: Document) -> Iterator[str]:
    name = f"**{_plain(item.name)}.** " if item.name else ""
    text = f"{name}{_plain(item.text)}".rstrip()
    yield f"{' ' * indent}{mark} {text}{_source(item.source, document)}"
    for part in item.parts:
        yield from _item(part, "-", indent + len(mark) + 1, document)


def _source(source: Source | None, document: Document) -> str:
    if source is None:
        return ""
    words = _plain(source.text)
    if source.url:
        words = f"[{words}](<{source.url}>)"
    note = f" ({_plain(source.note)})" if source.note else ""
    return f" *{document.source_label}:* {words}{note}"


def _plain(text: str) -> str:
    """The text in one line, so that Markdown shows every character of it."""
    one_line = _MARKUP.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " "))
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", one_line)
