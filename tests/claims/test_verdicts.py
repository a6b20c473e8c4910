from enum import StrEnum

import pytest
from django.db import models

from claims.matching import digests, match_decision
from claims.models import ClaimKey, MatchOutcome, Outcome, Verdict
from claims.models.choices import check_choices
from claims.verdicts import ClaimOutcome, ClaimVerdict


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Paint(models.TextChoices):
    RED = "red"
    GREEN = "green"


@pytest.mark.parametrize(
    ("choices", "calculated"),
    [
        (Verdict, ClaimVerdict),
        (Outcome, ClaimOutcome),
        (ClaimKey.Kind, digests.Kind),
        (MatchOutcome, match_decision.MatchResult),
    ],
)
def test_the_models_lists_have_the_calculator_s_values(choices, calculated):
    assert {each.value for each in calculated} <= set(choices.values)
    assert {each.name: each.value for each in calculated} == {
        each.name: each.value for each in choices if each != MatchOutcome.PENDING
    }


def test_lists_that_differ_are_refused_with_what_differs():
    with pytest.raises(RuntimeError, match=r"Paint and .*Colour differ in blue, green\."):
        check_choices(Paint, Colour)


def test_what_a_model_has_besides_is_left_out():
    check_choices(Outcome, ClaimOutcome)
    with pytest.raises(RuntimeError, match=r"differ in blue\."):
        check_choices(Paint, Colour, besides=(Paint.GREEN,))
