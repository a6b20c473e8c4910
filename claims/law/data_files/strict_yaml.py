"""YAML read strictly, with the line of every node, for files that people write by hand.

Plain YAML 1.1 turns `on` into true, 0.10 into a float and 1:30 into 90, keeps the last of two equal
keys without a word, and lets aliases grow a small file without bound. Here only true, false, null,
whole numbers and dates are special; the rest is text, and each trap is refused where it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import yaml

YamlValue: TypeAlias = "bool | int | str | date | list[YamlValue] | dict[str, YamlValue] | None"
KeyPath: TypeAlias = tuple[str | int, ...]

_MAX_DEPTH = 30
_YAML_TAGS = "tag:yaml.org,2002:"
_MAX_TAG_CHARACTERS = 40
_MAX_CHARACTERS = 1_000_000

_MAX_KEY_CHARACTERS = 300
_MAX_ADVICE_CHARACTERS = 1500

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_FRACTION = re.compile(
    r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9_]+|[0-9][0-9_]*)([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan)",
    re.ASCII | re.IGNORECASE,
)
_HIDDEN_BREAK = re.compile("[\x85\u2028\u2029]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", re.ASCII)
_SPECIAL_VALUES: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file: the line (from 1, None if unknown), the key, what to write."""

    line: int | None
    key: str
    advice: str

    def sentence(self, name: str) -> str:
        """One line for a person: file, line, key, advice."""
        where = f"{name} line {self.line}" if self.line else name
        # A key may be anything in a file that is wrong, line breaks and whole pages too.
        key = " ".join(self.key.split())
        about = f"{_shortened_text(key, _MAX_KEY_CHARACTERS)}: " if self.key else ""
        advice = _shortened_text(" ".join(self.advice.split()), _MAX_ADVICE_CHARACTERS)
        return f"{where}: {about}{advice}"


def _shortened_text(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"


class UnreadableYaml(ValueError):
    """The text is not YAML that these files may hold; `problem` says where and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.advice)
        self.problem = problem


@dataclass(frozen=True)
class YamlDocument:
    """A file's values, and the line on which each stands."""

    values: dict[str, YamlValue]
    lines: dict[KeyPath, int]

    def line_of(self, path: Sequence[str | int]) -> int | None:
        """The line of the value at this path, or of the nearest thing around it that is there."""
        found = self.lines.get(())
        walked: KeyPath = ()
        for step in path:
            # A step that is no key of the file (the name of a variant in a schema) is passed over.
            if (*walked, step) in self.lines:
                walked = (*walked, step)
                found = self.lines[walked]
        return found


def read(text: str) -> YamlDocument:
    """The document's values; raises Unreadable, with the line, for whatever is not allowed."""
    if len(text) > _MAX_CHARACTERS:
        raise UnreadableYaml(Problem(None, "", "the file is too long. Keep it under a megabyte."))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _HIDDEN_BREAK.search(text):
        # YAML ends a line here and editors do not, so every later line would be told wrongly.
        line = text.count("\n", 0, found.start()) + 1
        advice = f"this line holds U+{ord(found[0]):04X}, a hidden end of line. Remove it."
        raise UnreadableYaml(Problem(line, "", advice))
    try:
        tags = _explicit_tags(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        advice = f"this is not YAML: {error.problem or error.context}. Correct the line."
        raise UnreadableYaml(Problem(_line(mark), "", advice)) from error
    except yaml.YAMLError as error:
        advice = "the file holds a character that YAML does not allow. Save it as UTF-8 text."
        raise UnreadableYaml(Problem(None, "", advice)) from error
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableYaml(
            Problem(1, "", "the file must hold keys and values, like `key: value`.")
        )
    notes = _YamlReader(tags)
    values = _value(root, (), notes)
    if not isinstance(values, dict):
        raise UnreadableYaml(
            Problem(1, "", "the file must hold keys and values, like `key: value`.")
        )
    return YamlDocument(values, notes.lines)


@dataclass(frozen=True)
class _YamlReader:
    """The tags that the text has, by where they stand, and the lines of values found so far."""

    tags: dict[int, str]
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def refuse_tag(self, node: yaml.Node, path: KeyPath) -> None:
        tag = self.tags.get(_position(node.start_mark))
        if tag is not None:
            raise UnreadableYaml(
                Problem(_line(node.start_mark), dotted_path(path), f"remove the tag {tag}.")
            )


def _explicit_tags(text: str) -> dict[int, str]:
    """Every tag that is written out, by where it stands; nodes no longer tell those from others.

    Stops at aliases and at deep nesting before nodes are built, which would recurse.
    """
    depth, tags = 0, dict[int, str]()
    for event in _events(text):
        if isinstance(event, yaml.AliasEvent):
            advice = f"*{event.anchor} repeats another part. Write that part out in full."
            raise UnreadableYaml(Problem(_line(event.start_mark), "", advice))
        if (tag := getattr(event, "tag", None)) is not None:
            tags[_position(event.start_mark)] = tag.replace(_YAML_TAGS, "!!")[:_MAX_TAG_CHARACTERS]
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                advice = f"this is nested more than {_MAX_DEPTH} deep. Flatten it."
                raise UnreadableYaml(Problem(_line(event.start_mark), "", advice))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return tags


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=yaml.SafeLoader)


def _value(node: yaml.Node, path: KeyPath, notes: _YamlReader) -> YamlValue:
    """The plain value of a node; notes its line, and those of everything in it."""
    notes.refuse_tag(node, path)
    line = _line(node.start_mark) or 1
    notes.lines[path] = line
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, i), notes) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, notes)
    return _scalar(node, path, line)


def _mapping(node: yaml.MappingNode, path: KeyPath, notes: _YamlReader) -> dict[str, YamlValue]:
    values: dict[str, YamlValue] = {}
    for key_node, value_node in node.value:
        line = _line(key_node.start_mark) or 1
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or not isinstance(key, str):
            raise UnreadableYaml(Problem(line, dotted_path(path), "a key must be a plain word."))
        here = (*path, key)
        notes.refuse_tag(key_node, here)
        if key in values:
            raise UnreadableYaml(
                Problem(line, dotted_path(here), "this key is there twice. Keep one.")
            )
        values[key] = _value(value_node, here, notes)
        notes.lines[here] = line
    return values


def _scalar(node: yaml.Node, path: KeyPath, line: int) -> YamlValue:
    text = node.value
    if getattr(node, "style", None) is not None:
        return str(text)
    if text.lower() in _SPECIAL_VALUES:
        return _SPECIAL_VALUES[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        advice = f'{text} would be read as an inexact number. Write it in quotes: "{text}".'
        raise UnreadableYaml(Problem(line, dotted_path(path), advice))
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            advice = f"{text} is not on the calendar. Write a day as YYYY-MM-DD."
            raise UnreadableYaml(Problem(line, dotted_path(path), advice)) from error
    return str(text)


def _position(mark: Any) -> int:
    """Where a mark stands in the text; PyYAML has one on all that stands in a text."""
    return int(mark.index)


def _line(mark: Any) -> int | None:
    """The line of a mark, from 1; PyYAML's marks count from 0 and may be missing."""
    return None if mark is None else int(mark.line) + 1


def dotted_path(path: Sequence[str | int]) -> str:
    """A path as people write it: criteria[2].condition.fact."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else str(step)
    return words
