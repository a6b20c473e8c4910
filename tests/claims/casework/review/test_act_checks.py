"""Only a person of the administrator acts on claims."""

import pytest

from claims.audit import SYSTEM, Actor
from claims.casework.review import CannotDecide
from claims.casework.review.act_checks import check_person


@pytest.mark.parametrize(
    ("actor", "may_act"),
    [
        pytest.param(Actor("administrator", "alice"), True, id="a person of the administrator"),
        pytest.param(Actor("administrator"), False, id="an administrator without a name"),
        pytest.param(Actor("counsel", "carmen"), False, id="counsel"),
        pytest.param(Actor("claimant", "C-1"), False, id="a claimant"),
        pytest.param(Actor("operator", "olga"), False, id="an operator"),
        pytest.param(SYSTEM, False, id="the machine"),
    ],
)
def test_only_a_person_of_the_administrator_acts(actor: Actor, may_act: bool) -> None:
    if may_act:
        check_person(actor, "decides on claims")
        return
    with pytest.raises(
        CannotDecide, match=r"^Only a person of the administrator decides on claims\.$"
    ):
        check_person(actor, "decides on claims")
