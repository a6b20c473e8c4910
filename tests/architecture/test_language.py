"""One word, one thing: names of modules and classes are the field's (docs/glossary.md)."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tools.paths import ROOT

FOLDERS = ("claims", "portal", "tools", "sample")
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
NOUNS_IN_ING = {"matching", "filing", "rounding", "blocking", "training", "water_filling"}
"""The field's nouns that end so: what a module in -ing may be called. docs/glossary.md has them."""
VAGUE = {
    *("said", "told", "saying", "held", "kept", "alike", "sheet", "sieve", "ring", "asked"),
    *("utils", "helpers", "common", "manager", "services"),
}
"""Words that name several things here, or nothing."""
A_NAME_EACH = {"Command"}
"""Classes of which a framework wants one of this name in each module."""


def public_definitions(path: Path) -> list[ast.ClassDef | ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    ]


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 400


@pytest.mark.parametrize(
    ("name", "words"),
    [("put_in_place", {"put", "in", "place"}), ("RowChecker", {"row", "checker"})],
)
def test_a_name_is_read_word_by_word(name: str, words: set[str]):
    assert words_of(name) == words


def test_no_module_or_folder_is_named_for_an_act():
    named = {part for path in MODULES for part in path.with_suffix("").parts}

    assert {name for name in named if name.endswith("ing")} - NOUNS_IN_ING == set()


def test_the_nouns_in_ing_are_few_in_use_and_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = {part for path in MODULES for part in path.with_suffix("").parts}

    assert len(NOUNS_IN_ING) <= 10
    assert named >= NOUNS_IN_ING
    assert [noun for noun in sorted(NOUNS_IN_ING) if f"`{noun}`" not in glossary] == []


def test_no_public_name_has_a_word_that_is_vague():
    vague = [
        f"{path}: {node.name}"
        for path in MODULES
        for node in public_definitions(path)
        if words_of(node.name) & VAGUE
    ]
    modules = [str(path) for path in MODULES if words_of(path.stem) & VAGUE]

    assert vague + modules == []


def test_no_two_public_classes_have_one_name():
    homes = defaultdict(list)
    for path in MODULES:
        for node in public_definitions(path):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(path))

    twice = {name: paths for name, paths in homes.items() if len(paths) > 1}
    assert {name: paths for name, paths in twice.items() if name not in A_NAME_EACH} == {}


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
HOMES = sorted(
    {
        home
        for line in GLOSSARY
        if line.startswith("| ")
        for home in re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9]+)+)`", line.split(" | ")[-1])
    }
)
"""Where the glossary says that a term lives, below claims or from the top."""


def test_the_glossary_says_where_terms_live():
    assert len(HOMES) > 60


@pytest.mark.parametrize("home", HOMES)
def test_a_home_in_the_glossary_is_there(home: str):
    found = [
        path
        for path in (ROOT / home, ROOT / "claims" / home)
        if path.is_dir() or path.with_suffix(".py").is_file()
    ]

    assert found != []
