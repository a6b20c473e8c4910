"""A schema's complaint in words: which line, which key, what to write there."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from claims.law.data_files.file_fields import InvalidAt, StrictModel
from claims.law.data_files.strict_yaml import KeyPath, Problem, YamlDocument, dotted_path

_SHOWN_CHARACTERS = 60

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


def first_problem(error: ValidationError, document: YamlDocument) -> Problem:
    """The first thing wrong, by line, as a person has to read it.

    A list whose entries are wrong is also reported as too short: only the entry is told. What is
    there and wrong is told before what is missing, which is most often the same key misspelt.
    """
    found = error.errors(include_url=False)
    causes = [details for details in found if not _contains_another(details, found)]
    there = [details for details in causes if details["type"] != "missing"]
    problems = [_problem(details, document) for details in there or causes]
    return min(problems, key=lambda problem: problem.line or 0)


def _contains_another(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    loc = details["loc"]
    return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found)


def _problem(details: ErrorDetails, document: YamlDocument) -> Problem:
    kind = details["type"]
    path = _file_path(details["loc"], document, kind)
    key = dotted_path(path)
    line = document.line_of(path)
    if kind == "extra_forbidden":
        return Problem(line, key, f"there is no such key. {_unknown_key_advice(path)}")
    if kind == "value_error":
        return _rule_problem(path, details["ctx"]["error"], document)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _variant_problem(details, path, document)
    if kind == "literal_error":
        expected = details["ctx"]["expected"]
        return Problem(
            line, key, f"{_shown_value(details['input'])} will not do. Write {expected}."
        )
    if kind == "string_pattern_mismatch":
        pattern = details["ctx"]["pattern"]
        wanted = _PATTERNS.get(pattern, f"must fit the pattern {pattern}")
        return Problem(line, key, f"{_shown_value(details['input'])} {wanted}")
    if kind == "too_short":
        return Problem(line, key, _too_few_advice(details["ctx"]["min_length"]))
    if kind == "too_long":
        most = details["ctx"]["max_length"]
        return Problem(line, key, f"has too many entries: at most {most}. Shorten it.")
    advice = _ADVICE.get(kind, f"{details['msg'][:1].lower()}{details['msg'][1:]}.")
    got = "" if kind == "missing" else f" It is {_shown_value(details['input'])}."
    return Problem(line, key, advice + got)


def _variant_problem(details: ErrorDetails, path: KeyPath, document: YamlDocument) -> Problem:
    """A part whose own key says which kind of part it is, and says none that there is."""
    path = (*path, details["ctx"]["discriminator"].strip("'"))
    line, key = document.line_of(path), dotted_path(path)
    if details["type"] == "union_tag_not_found":
        return Problem(line, key, _ADVICE["missing"])
    tag, expected = details["ctx"]["tag"], details["ctx"]["expected_tags"]
    return Problem(line, key, f"{_shown_value(tag)} will not do. Write one of {expected}.")


def _too_few_advice(least: int) -> str:
    if least == 1:
        return "is empty. Give at least one entry."
    return f"has too few entries. Give at least {least} entries."


def _rule_problem(path: KeyPath, rule: ValueError, document: YamlDocument) -> Problem:
    if isinstance(rule, InvalidAt):
        path = (*path, *rule.path)
    return Problem(document.line_of(path), dotted_path(path), str(rule))


def _file_path(loc: tuple[int | str, ...], document: YamlDocument, kind: str) -> KeyPath:
    """The location without the names of schema variants, which are no keys of the file.

    The last step is kept even so where the complaint is that this key is missing.
    """
    path: KeyPath = ()
    for position, step in enumerate(loc):
        is_the_missing_key = kind == "missing" and position == len(loc) - 1
        if (*path, step) in document.lines or is_the_missing_key:
            path = (*path, step)
    return path


def _unknown_key_advice(path: KeyPath) -> str:
    """What the author may have meant, when a known key is near."""
    known = _known_keys(StrictModel)
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


def _shown_value(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "empty"
    text = repr(value) if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
