"""A plan in words as Markdown."""

import re
from collections.abc import Iterator

from claims.plans.prose.document import Document, Item, Listing, Paragraph, Source

# What Markdown would take for markup inside a line. A dot or a dash matters at its start only.
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")
_AT_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+])(?=\s|$)")


def markdown_text(document: Document) -> str:
    """The document as Markdown, ending in a line end."""
    lines = [f"# {_escaped_text(document.title)}", ""]
    if document.disclaimer:
        lines += [f"> {_escaped_text(document.disclaimer)}", ""]
    for section in document.sections:
        lines += [f"## {_escaped_text(section.title)}", ""]
        for block in section.blocks:
            if isinstance(block, Paragraph):
                mark = "> " if block.is_warning else ""
                lines.append(
                    mark + _escaped_text(block.text) + _source_text(block.source, document)
                )
            else:
                lines += _list_lines(block, document)
            lines.append("")
    return "\n".join(lines)


def _list_lines(listing: Listing, document: Document) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=1):
        mark = f"{number}." if listing.is_numbered else "-"
        yield from _item_lines(item, mark, 0, document)


def _item_lines(item: Item, mark: str, indent: int, document: Document) -> Iterator[str]:
    name = f"**{_escaped_text(item.name)}.** " if item.name else ""
    text = f"{name}{_escaped_text(item.text)}".rstrip()
    yield f"{' ' * indent}{mark} {text}{_source_text(item.source, document)}"
    for part in item.parts:
        yield from _item_lines(part, "-", indent + len(mark) + 1, document)


def _source_text(source: Source | None, document: Document) -> str:
    if source is None:
        return ""
    words = _escaped_text(source.text)
    if source.url:
        words = f"[{words}](<{source.url}>)"
    note = f" ({_escaped_text(source.note)})" if source.note else ""
    return f" *{document.source_label}:* {words}{note}"


def _escaped_text(text: str) -> str:
    """The text in one line, so that Markdown shows every character of it."""
    one_line = _MARKUP.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " "))
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", one_line)
