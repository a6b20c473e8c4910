"""Every step of one claim in words: the figures are the calculation's, the sources the plan's."""

from functools import cache

import ibis
import pytest

from claims.calculator import UnknownClaim, calculate, explain
from claims.calculator.explanation.phrases import PHRASES
from claims.money import format_cents
from claims.plans.prose import markdown_text
from tests.worked_examples.examples import examples, facts_table, plan_of, stated_claims

NAMES = {
    "tiers": "A concussion award falls with the age at diagnosis, and a birthday moves the tier",
    "unknown": "An unrelated stroke leaves a quarter of a concussion award, and an unknown one "
    "leaves it open",
    "two_pools": "Kmart pays $2.38 for each of 311,141 cards, then losses, and leaves "
    "$164,876.54 for costs",
    "tax_cap": "A share of $599.99 is paid in full without a number, one of $600.00 is not",
    "kept": "A claim that is not decided has its share kept from both pools",
    "multiples": "A share is cut to whole cents before it is multiplied by six",
    "wilful": "One call on the registry counts for $1,200 if the violations were wilful, else "
    "for $400",
    "second_round": "A first payment that nobody knows to be cashed has not come back, and its "
    "second is kept",
    "losses": "Equifax losses are paid up to $20,000, and hours up to 20 with documents and 10 "
    "without",
    "floor": "Beyond its break-even a Zoom subscription counts for a cent more from $166.74 on",
}


@cache
def calculated(name):
    example = next(each for each in examples() if each["name"] == NAMES[name])
    plan = plan_of(example)
    connection = ibis.duckdb.connect(threads=1)
    facts = facts_table(connection, stated_claims(example, plan), plan)
    number = example.get("round", 1)
    return calculate(connection, facts, plan, number), plan, number, connection


def told(name, claim, language="en"):
    found, plan, number, _ = calculated(name)
    return markdown_text(explain(found, plan, claim, language, number))


def claims_of(name):
    return calculated(name)[0].table.select("claim", "payment", "kept").to_pyarrow().to_pylist()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_the_figures_and_the_sources_are_there_in_both_languages(name, language):
    _, plan, _, _ = calculated(name)
    for row in claims_of(name)[:3]:
        text = told(name, row["claim"], language)
        for cents in (row["payment"], row["kept"]):
            assert cents == 0 or format_cents(cents) in text
        for named in (*plan.facts.values(), *plan.criteria, *plan.damages):
            words = " ".join(named.label.in_language(language).split())
            assert words in text.replace("\\", "")
        for part in (*plan.criteria, *plan.damages):
            assert " ".join(part.citation.text.split()) in text.replace("\\", "")
        assert "{" not in text


@pytest.mark.parametrize(
    ("name", "claim", "sentences"),
    [
        pytest.param(
            "tax_cap",
            "at",
            ("**Shares.** $600.00", "**Withheld for it, since no taxpayer", "**Payment.** $599.99"),
            id="the tax cap withholds the rest",
        ),
        pytest.param(
            "floor",
            "166.67",
            ("= $25.0005", "the greater of $25.00 and 15%", "**Award.** $25.00"),
            id="a fraction of a cent is shown before it is rounded",
        ),
        pytest.param(
            "two_pools",
            "small",
            ("each dollar is worth $0.429460788, the same", "in whole cents $429,460.79"),
            id="one value is the same for all",
        ),
    ],
)
def test_what_decides_a_payment_is_told(name, claim, sentences):
    text = told(name, claim)
    assert [words for words in sentences if words not in text] == []


def test_only_the_tier_that_is_reached_is_told():
    young, older = told("tiers", "44"), told("tiers", "45")
    assert ("$5,000,000.00" in young, "$4,500,000.00" in young) == (True, False)
    assert ("$5,000,000.00" in older, "$4,500,000.00" in older) == (False, True)


def test_an_unknown_condition_leaves_the_amount_unknown_and_says_so():
    texts = [told("unknown", row["claim"]) for row in claims_of("unknown")]
    assert any(": unknown" in text and "= unknown" in text for text in texts)


def test_a_claim_that_is_not_there_is_named():
    with pytest.raises(UnknownClaim, match="'nobody'"):
        told("kept", "nobody")


def test_both_languages_have_the_same_phrases_with_the_same_blanks():
    def blanks(text):
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    english, spanish = PHRASES["en"], PHRASES["es"]
    assert list(english) == list(spanish)
    assert [key for key in english if blanks(english[key]) != blanks(spanish[key])] == []
