"""A schema's complaint in words: which line, which key, what to write there."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from claims.law.data_files.schema import Strict, WrongAt
from claims.law.data_files.strict_yaml import Document, Path, Problem, dotted

_SHOWN = 60

_PATTERNS = {
    r"\S": "is blank. Write something.",
    r"^[a-z][a-z0-9_]{0,39}$": (
        "is no key. Write small letters, digits and _, with a letter first, at most 40 in all."
    ),
}

_ADVICE = {
    "missing": "is missing. Add it.",
    "string_type": "must be text. Put it in quotes.",
    "string_too_short": "is empty. Write something.",
    "string_too_long": "is too long.",
    "bool_type": "must be true or false, without quotes.",
    "int_type": "must be a whole number, without quotes.",
    "int_from_float": "must be a whole number.",
    "date_type": "must be a day, written YYYY-MM-DD without quotes.",
    "tuple_type": "must be a list: one entry a line, each after a dash.",
    "dict_type": "must hold keys and values.",
    "model_type": "must hold keys and values.",
    "model_attributes_type": "must hold keys and values.",
    "recursion_loop": "refers to itself. Write it out.",
}


def problem_of(error: ValidationError, document: Document) -> Problem:
    """The first thing wrong, by line, as a person has to read it.

    A list whose entries are wrong is also reported as too short: only the entry is told. What is
    there and wrong is told before what is missing, which is most often the same key misspelt.
    """
    found = error.errors(include_url=False)
    causes = [details for details in found if not _is_around_another(details, found)]
    there = [details for details in causes if details["type"] != "missing"]
    problems = [_problem(details, document) for details in there or causes]
    return min(problems, key=lambda problem: problem.line or 0)


def _is_around_another(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    loc = details["loc"]
    return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found)


def _problem(details: ErrorDetails, document: Document) -> Problem:
    kind = details["type"]
    path = _path_in_file(details["loc"], document, kind)
    key = dotted(path)
    line = document.line_of(path)
    if kind == "extra_forbidden":
        return Problem(line, key, f"there is no such key. {_instead(path)}")
    if kind == "value_error":
        return _told_by_a_rule(path, details["ctx"]["error"], document)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _which_kind(details, path, document)
    if kind == "literal_error":
        expected = details["ctx"]["expected"]
        return Problem(line, key, f"{_shown(details['input'])} will not do. Write {expected}.")
    if kind == "string_pattern_mismatch":
        pattern = details["ctx"]["pattern"]
        wanted = _PATTERNS.get(pattern, f"must fit the pattern {pattern}")
        return Problem(line, key, f"{_shown(details['input'])} {wanted}")
    if kind == "too_short":
        return Problem(line, key, _too_few(details["ctx"]["min_length"]))
    if kind == "too_long":
        most = details["ctx"]["max_length"]
        return Problem(line, key, f"has too many entries: at most {most}. Shorten it.")
    advice = _ADVICE.get(kind, f"{details['msg'][:1].lower()}{details['msg'][1:]}.")
    got = "" if kind == "missing" else f" It is {_shown(details['input'])}."
    return Problem(line, key, advice + got)


def _which_kind(details: ErrorDetails, path: Path, document: Document) -> Problem:
    """A part whose own key says which kind of part it is, and says none that there is."""
    path = (*path, details["ctx"]["discriminator"].strip("'"))
    line, key = document.line_of(path), dotted(path)
    if details["type"] == "union_tag_not_found":
        return Problem(line, key, _ADVICE["missing"])
    tag, expected = details["ctx"]["tag"], details["ctx"]["expected_tags"]
    return Problem(line, key, f"{_shown(tag)} will not do. Write one of {expected}.")


def _too_few(least: int) -> str:
    if least == 1:
        return "is empty. Give at least one entry."
    return f"has too few entries. Give at least {least} entries."


def _told_by_a_rule(path: Path, rule: ValueError, document: Document) -> Problem:
    if isinstance(rule, WrongAt):
        path = (*path, *rule.path)
    return Problem(document.line_of(path), dotted(path), str(rule))


def _path_in_file(loc: tuple[int | str, ...], document: Document, kind: str) -> Path:
    """The location without the names of schema variants, which are no keys of the file.

    The last step is kept even so where the complaint is that this key is missing.
    """
    path: Path = ()
    for position, step in enumerate(loc):
        is_the_missing_key = kind == "missing" and position == len(loc) - 1
        if (*path, step) in document.lines or is_the_missing_key:
            path = (*path, step)
    return path


def _instead(path: Path) -> str:
    """What the author may have meant, when a known key is near."""
    known = _known_keys(Strict)
    if path and path[-1] in known:
        return "It belongs elsewhere. Move or remove it."
    near = get_close_matches(str(path[-1]), known, n=1) if path else []
    return f"Did you mean {near[0]}?" if near else "Remove it or correct its spelling."


def _known_keys(model: type[BaseModel]) -> list[str]:
    """Every key that any part of any such file may have."""
    keys: set[str] = set()
    for part in model.__subclasses__():
        keys.update(field.alias or name for name, field in part.model_fields.items())
        keys.update(_known_keys(part))
    return sorted(keys)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "empty"
    text = repr(value) if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
