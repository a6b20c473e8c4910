"""Every settlement's examples, and every published figure, through the calculator."""

from decimal import Decimal
from typing import Any

import pytest

from claims.money import CannotCalculate
from claims.plans import library_slugs
from tests.worked_examples import page
from tests.worked_examples.examples import examples, figures, run

EXAMPLES = {example["name"]: example for example in examples()}
EXPECTED = [
    pytest.param(name, marks=pytest.mark.xdist_group(name), id=name)
    for name, example in EXAMPLES.items()
    if "expect" in example
]
REFUSED = [name for name, example in EXAMPLES.items() if "refused" in example]
PUBLISHED = [
    pytest.param(
        *(name, published),
        # In one process with the other tests of its example, which is calculated once.
        marks=pytest.mark.xdist_group(name),
        id=f"{example['plan']}: {published['what']}",
    )
    for name, example in EXAMPLES.items()
    for published in example.get("published", [])
]

# What courts, notices and administrators published of the cases that the library must reproduce.
# Stated once more, so that no figure can go from an example without a word.
FIGURES = {
    "visalus": ["925220000.00"],
    "krakauer": ["20447600.00", "61342800.00", "1200.00"],
    "facebook-725": ["38.36", "4.89", ["0.2040426", "0.2040957"], 188],
    "tiktok-shares": ["27.84", "167.04"],
    "dakota": ["4482525.29", "6739088.97", 12294],
    "kmart": ["740515.58", "164876.54"],
    "google-plus": ["2.15", "3698062.35", False],
    "fraley-notice": ["10.00", "5.00"],
    "zoom": ["15.00", "25.00", "166.67"],
    "perkins": ["3250000.00", "13500.00", False, "0.00", "20.43"],
    "capital-one-tcpa": ["34.60", "39.66"],
    "facebook-bipa-round-two": ["397.00", "43445298.00", "30.61", "427.61"],
}
ONLY_NEAR = {"capital-one-tcpa", "blue-cross-blue-shield"}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_calculator_gives_what_the_example_expects(name):
    expected = EXAMPLES[name]["expect"]

    found = figures(name)

    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("name", REFUSED)
def test_the_calculator_refuses_and_says_why(name):
    with pytest.raises(CannotCalculate) as refusal:
        run(EXAMPLES[name])

    assert EXAMPLES[name]["refused"] in str(refusal.value)


@pytest.mark.parametrize(("name", "published"), PUBLISHED)
def test_a_published_figure_is_reproduced(name, published):
    ours = figures(name)[published["ours"]]

    if "between" in published:
        least, most = (Decimal(bound) for bound in published["between"])
        assert least <= Decimal(ours) <= most
    elif published.get("match") == "near":
        assert published["why"]
        difference = abs(Decimal(ours) - Decimal(published["figure"]))
        assert difference <= Decimal(published["tolerance"])
    else:
        assert ours == published["figure"]


@pytest.mark.parametrize("slug", FIGURES)
def test_no_published_figure_of_a_case_is_left_out(slug):
    told = [_told(published) for _, published in _published(slug)]

    assert told == FIGURES[slug]


def test_only_figures_that_rest_on_unverified_ones_are_merely_near():
    near = {
        slug
        for slug in library_slugs()
        for _, published in _published(slug)
        if published.get("match", "exact") != "exact"
    }

    assert near == ONLY_NEAR


def test_every_settlement_of_the_library_has_an_example():
    # The first matter has no fund; its examples are of claims, in linkedin_inmail.yaml.
    assert set(library_slugs()) - {"linkedin-inmail"} <= {e["plan"] for e in EXAMPLES.values()}


def test_every_example_has_a_name_of_its_own_and_one_outcome():
    assert len(EXAMPLES) == len(examples())
    assert all(("expect" in e) != ("refused" in e) for e in EXAMPLES.values())


@pytest.mark.long
def test_the_page_of_settlements_is_what_the_library_and_the_examples_give():
    committed = page.PATH.read_text(encoding="utf-8")

    assert committed == page.text(), "Write it anew: python -m tests.worked_examples.page"


def _published(slug: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, published)
        for name, example in EXAMPLES.items()
        if example["plan"] == slug
        for published in example.get("published", [])
    ]


def _told(published: dict[str, Any]) -> Any:
    return published.get("figure", published.get("between"))
