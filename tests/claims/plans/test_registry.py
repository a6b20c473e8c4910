"""A form of amount or a kind of fact without one of its parts stops the import, by name."""

from datetime import date
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import TypeAdapter

from claims.law.data_files.file_fields import StrictModel
from claims.plans.amounts import FORMS, Amount, conditions_of, parts_of
from claims.plans.conditions import Condition
from claims.plans.fact_kinds import DERIVED_KINDS, KINDS, ROW_KINDS, Total
from claims.plans.record_facts import Count
from claims.plans.registry import PartMissing, check_all_have, check_phrases
from claims.verification import bundle_evaluation, own_amounts, own_facts


class Halved(StrictModel):
    """A form of amount that nobody wrote anything for."""

    halved: Amount


class Rows(Count):
    """A kind of fact of rows that nobody wrote anything for."""


class Product(Total):
    """A derived kind of fact that nobody wrote anything for."""


def _import_anew(name):
    """Run the module as its first import does, and leave the one that is loaded alone."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(module_from_spec(spec))


NOT_FORM = "The form of amount halved (Halved) has no"


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        (
            "claims.calculator.facts.amount_expressions",
            f"{NOT_FORM} calculation. Write it in claims/calculator/facts/amount_expressions.py.",
        ),
        (
            "claims.plans.prose.amount_phrases",
            f"{NOT_FORM} sentence. Write it in claims/plans/prose/amount_phrases.py.",
        ),
        (
            "claims.calculator.explanation.head_items",
            f"{NOT_FORM} explanation. Write it in claims/calculator/explanation/head_items.py.",
        ),
    ],
)
def test_a_form_of_amount_without_a_part_names_the_file_to_edit(monkeypatch, module, sentence):
    _import_anew(module)
    monkeypatch.setitem(FORMS, "halved", Halved)
    with pytest.raises(PartMissing) as refused:
        _import_anew(module)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("module", "registers", "word", "kind", "sentence"),
    [
        (
            "claims.plans.prose.facts_section",
            [KINDS],
            "rows",
            Rows,
            "The kind of fact rows (Rows) has no sentence. "
            "Write it in claims/plans/prose/facts_section.py.",
        ),
        (
            "claims.calculator.facts.fact_rows",
            [KINDS, ROW_KINDS],
            "rows",
            Rows,
            "The kind of fact of rows rows (Rows) has no count of one range. "
            "Write it in claims/calculator/facts/fact_rows.py.",
        ),
        (
            "claims.calculator.facts.account_facts",
            [KINDS, ROW_KINDS],
            "rows",
            Rows,
            "The kind of fact of rows rows (Rows) has no figure. "
            "Write it in claims/calculator/facts/account_facts.py.",
        ),
        (
            "claims.calculator.facts.account_facts",
            [KINDS],
            "product",
            Product,
            "The kind of fact of an account product (Product) has no value. "
            "Write it in claims/calculator/facts/account_facts.py.",
        ),
        (
            "claims.calculator.facts.stated_facts",
            [KINDS, DERIVED_KINDS],
            "product",
            Product,
            "The derived kind of fact product (Product) has no formula. "
            "Write it in claims/calculator/facts/stated_facts.py.",
        ),
    ],
)
def test_a_kind_of_fact_without_a_part_names_the_file_to_edit(
    monkeypatch, module, registers, word, kind, sentence
):
    _import_anew(module)
    for register in registers:
        monkeypatch.setitem(register, word, kind)
    with pytest.raises(PartMissing) as refused:
        _import_anew(module)
    assert str(refused.value) == sentence


def test_a_part_of_something_that_is_not_registered_is_refused():
    with pytest.raises(PartMissing) as refused:
        check_all_have(
            "sentence", "form of amount", {}, [Halved], "claims.plans.prose.amount_phrases"
        )
    assert str(refused.value) == (
        "claims/plans/prose/amount_phrases.py has a sentence for Halved, which is no registered "
        "form of "
        "amount. Register it, or remove it there."
    )


def test_a_phrase_that_one_language_lacks_is_named_with_its_file():
    with pytest.raises(PartMissing) as refused:
        check_phrases({"en": {"half": "half"}, "es": {}}, ["half"], {"en": "e.py", "es": "s.py"})
    assert str(refused.value) == 'There is no phrase "half". Write it in s.py.'


def test_the_second_implementation_knows_every_form_of_amount():
    assert set(own_amounts._FORMS) == set(FORMS), "Write it in claims/verification/own_amounts.py."


@pytest.mark.parametrize("word", KINDS)
def test_the_second_implementation_knows_every_kind_of_fact(word):
    sources = [Path(str(module.__file__)).read_text() for module in (own_facts, bundle_evaluation)]
    assert any(f'"{word}"' in source for source in sources), (
        f"Nothing in claims/verification/own_facts.py speaks of {word}. Write it there."
    )


CONDITION = {"fact": "sent", "at_least": 1}
WRITTEN: dict[str, tuple[dict[str, Any], int, int]] = {
    "fixed": ({"fixed": "1.00"}, 0, 0),
    "statutory": (
        {
            "statutory": {
                "regime": "sca",
                "provision": "minimum",
                "in_force_on": date(2024, 1, 1),
                "each": "1.00",
            }
        },
        0,
        0,
    ),
    "each": ({"each": "$0.005", "per": "sent"}, 0, 0),
    "percent": ({"percent": "50", "of": "1.00"}, 1, 0),
    "times": ({"times": "2", "of": "1.00", "if": CONDITION}, 1, 1),
    "greatest_of": ({"greatest_of": ["1.00", "2.00"]}, 2, 0),
    "least_of": ({"least_of": ["1.00", "2.00"]}, 2, 0),
    "sum_of": ({"sum_of": ["1.00", "2.00"]}, 2, 0),
    "tiers": (
        {"tiers": "sent", "table": [{"from": 0, "pays": "1.00"}, {"from": 2, "pays": "2.00"}]},
        2,
        0,
    ),
    "when": ({"when": [{"if": CONDITION, "then": "1.00"}], "otherwise": "2.00"}, 2, 1),
    "head": ({"head": "other"}, 0, 0),
    "fact": ({"fact": "paid"}, 0, 0),
}
"""Each form with how many amounts and conditions are directly inside it."""


@pytest.mark.parametrize("word", FORMS)
def test_what_is_inside_a_form_of_amount_is_found(word):
    written, inside, conditions = WRITTEN[word]
    amount = TypeAdapter(Amount).validate_python(written)
    assert type(amount) is FORMS[word]
    assert len(parts_of(amount)) == inside == len(list(_models(amount, tuple(FORMS.values()))))
    assert len(conditions_of(amount)) == conditions == len(list(_models(amount, _CONDITIONS)))


def _classes(annotation):
    if isinstance(annotation, type):
        yield annotation
    for inner in get_args(annotation)[: 1 if get_origin(annotation) is Annotated else None]:
        yield from _classes(inner)


_CONDITIONS = tuple(_classes(Condition))


def _models(value, classes):
    """The outermost models of these classes that any field below the value holds."""
    for name in type(value).model_fields if isinstance(value, StrictModel) else ():
        field = getattr(value, name)
        for each in field if isinstance(field, tuple) else (field,):
            if isinstance(each, classes):
                yield each
            elif not isinstance(each, tuple(FORMS.values())):
                yield from _models(each, classes)
