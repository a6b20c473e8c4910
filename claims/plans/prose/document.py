"""What a plan in words is made of: sections of paragraphs and lists, with their sources."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Source:
    """Where a rule comes from; `note` is blank unless nobody checked it against the source."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A line of a list: perhaps a name before it, and lines below that complete it."""

    text: str
    name: str = ""
    parts: tuple["Item", ...] = ()
    source: Source | None = None


@dataclass(frozen=True)
class Paragraph:
    """Running text. `is_warning` is what nobody may overlook."""

    text: str
    source: Source | None = None
    is_warning: bool = False


@dataclass(frozen=True)
class Listing:
    """A list; `is_numbered` where its order matters."""

    items: tuple[Item, ...]
    is_numbered: bool = False


Block: TypeAlias = Paragraph | Listing


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; `key` is the same in every language."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A plan in words. `source_label` stands before each source.

    `disclaimer` is what every page of the matter says of it; blank if the plan says nothing.
    """

    language: str
    title: str
    source_label: str
    disclaimer: str = ""
    sections: tuple[Section, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """Every text of the document, in order, without the sources."""
        yield self.title
        if self.disclaimer:
            yield self.disclaimer
        for section in self.sections:
            yield section.title
            for block in section.blocks:
                yield from _lines_of(block)

    def sources(self) -> Iterator[Source]:
        """Every source, in order."""
        for section in self.sections:
            for block in section.blocks:
                yield from _sources_of(block)


def _lines_of(part: Block | Item) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield part.text
        return
    if isinstance(part, Item):
        yield f"{part.name}. {part.text}" if part.name else part.text
    for inner in part.items if isinstance(part, Listing) else part.parts:
        yield from _lines_of(inner)


def _sources_of(part: Block | Item) -> Iterator[Source]:
    if not isinstance(part, Listing) and part.source is not None:
        yield part.source
    if isinstance(part, Paragraph):
        return
    for inner in part.items if isinstance(part, Listing) else part.parts:
        yield from _sources_of(inner)
