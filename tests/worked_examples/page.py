"""docs/settlements.md: each real settlement with its rule, its sources, and published beside ours.

Written from the library and the examples: `python -m tests.worked_examples.page`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.money import format_cents, parse_cents
from claims.plans import Plan, library_path, library_slugs, load
from tests.worked_examples.examples import HERE, examples, figures

PATH = HERE.parents[1] / "docs" / "settlements.md"
NO_FIGURES = {"linkedin-inmail"}
"""The first matter was dismissed: there is nothing to reproduce."""

INFERRED = "[inferred]"
PLACES = {
    "class_period": "Class period",
    "fund": "The fund",
    "interest": "Interest",
    "top_up": "Top-up",
    "tax_cap": "Tax cap",
    "residual": "What is left",
    "rounding": "Rounding",
}
"""What a citation belongs to, where the part of the plan has no label of its own."""

_INTRODUCTION = """\
# Real settlements

What courts, notices and administrators published of real cases, and what this software makes of
the same rule. Each case is a plan of [the library](../claims/plans/library); the claims are in
`tests/worked_examples/settlements`. A test calculates every figure in the column *ours* again, and
this page is written by `python -m tests.worked_examples.page`.

*Exact* means equal to the last digit. *Near* means within the difference named, for the reason
given. *Verified* means that somebody read the source; *inferred* what no source says, and what
was chosen so that the published figures can follow at all. A figure that depends on something
inferred shows that the rule fits what was published. It does not show that the rest is so.
"""
_ROUNDING = {
    "down": "Shares are cut to whole cents.",
    "half_up": "Shares are rounded to whole cents, half a cent upwards.",
    "largest_remainder": "Shares are whole cents by largest remainder.",
}


def text() -> str:
    """The page, ending in a line end."""
    plans = [load(library_path(slug)) for slug in library_slugs() if slug not in NO_FIGURES]
    sections = [line for plan in plans for line in _section(plan)]
    return "\n".join([_INTRODUCTION, *_overview(plans), *sections]).rstrip("\n") + "\n"


def write(path: Path = PATH) -> None:
    """Put the page where readers find it."""
    path.write_text(text(), encoding="utf-8")


def _overview(plans: list[Plan]) -> Iterator[str]:
    yield from ("| case | figures | |", "| --- | --- | --- |")
    for plan in plans:
        found = [published for _, published in _published(plan)]
        near = sum(published.get("match") == "near" for published in found)
        told = "all exact" if not near else f"{len(found) - near} exact, {near} near"
        yield f"| [{_cell(plan.caption)}](#{plan.slug}) | {len(found)} | {told} |"
    yield ""


def _section(plan: Plan) -> Iterator[str]:
    yield from (f'<a id="{plan.slug}"></a>', "", f"## {plan.caption}", "")
    yield f"No. {plan.docket}, {plan.court}. Plan: [`{plan.slug}`]({_library(plan.slug)})."
    yield from ("", plan.description.en, "")
    if plan.fund is not None and plan.rounding is not None:
        yield from (_ROUNDING[plan.rounding.payments], "")
    yield from ("| | published | ours | |", "| --- | --- | --- | --- |")
    for name, published in _published(plan):
        yield _row(published, figures(name)[published["ours"]])
    yield ""
    yield from _listing("Inferred", _inferred(plan))
    yield from _listing("Sources", _sources(plan))


def _row(published: dict[str, Any], ours: Any) -> str:
    if "between" in published:
        told = " to ".join(_shown(bound) for bound in published["between"])
    else:
        told = _shown(published["figure"])
    match = "exact"
    if published.get("match") == "near":
        match = f"near, within {_shown(published['tolerance'])}: {published['why']}"
    elif "between" in published:
        match = "exact: between the two"
    return f"| {_cell(published['what'])} | {told} | {_shown(ours)} | {_cell(match)} |"


def _published(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    return [
        (example["name"], published)
        for example in examples()
        if example["plan"] == plan.slug
        for published in example.get("published", [])
    ]


def _inferred(plan: Plan) -> Iterator[str]:
    for place, citation in _citations(plan.as_json()):
        if citation["text"].startswith(INFERRED):
            yield f"*{place}.* {citation['text'].removeprefix(INFERRED).strip()}"
    for example in examples():
        if example["plan"] == plan.slug and "inferred" in example:
            yield f"*The claims.* {example['inferred'].strip()}"


def _sources(plan: Plan) -> Iterator[str]:
    for place, citation in _citations(plan.as_json()):
        if citation["text"].startswith(INFERRED):
            continue
        verified = "verified" if citation["verified"] else "unverified"
        url = citation.get("url")
        yield f"*{place}.* {citation['text']}{f' <{url}>' if url else ''} ({verified})"


def _citations(stated: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every citation of a plan as JSON, in its order, after the part that it belongs to."""
    if isinstance(stated, list | tuple):
        for part in stated:
            yield from _citations(part, place)
    if not isinstance(stated, dict):
        return
    if {"text", "verified"} <= stated.keys():
        yield place, stated
        return
    place = stated["label"]["en"] if stated.get("label") else place
    for key, part in stated.items():
        yield from _citations(part, PLACES.get(key, place))


def _listing(title: str, lines: Iterator[str]) -> Iterator[str]:
    once = list(dict.fromkeys(lines))
    if once:
        yield from (f"**{title}**", "", *(f"* {line}" for line in once), "")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if re.fullmatch(r"\d+\.\d\d", value):
        return format_cents(parse_cents(value))
    return f"${value}" if re.fullmatch(r"\d+\.\d+", value) else str(value)


def _cell(words: str) -> str:
    return words.strip().replace("|", "\\|")


def _library(slug: str) -> str:
    return f"../claims/plans/library/{slug}.yaml"


if __name__ == "__main__":
    write()
