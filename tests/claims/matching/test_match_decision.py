import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.match_decision import KeyAccounts, MatchResult, decide_match


def _keys(**named):
    return [KeyAccounts(key, frozenset(accounts)) for key, accounts in named.items()]


@pytest.mark.parametrize(
    ("named", "outcome", "account_id"),
    [
        pytest.param({}, MatchResult.NONE, None, id="no keys"),
        pytest.param({"email": ""}, MatchResult.NONE, None, id="a key that names nobody"),
        pytest.param({"email": "A"}, MatchResult.ONE, "A", id="one key, one account"),
        pytest.param({"email": "A", "profile": "A"}, MatchResult.ONE, "A", id="two keys agree"),
        pytest.param({"email": "", "profile": "A"}, MatchResult.ONE, "A", id="one key is silent"),
        pytest.param({"email": "A", "profile": "B"}, MatchResult.SEVERAL, None, id="they differ"),
        pytest.param({"email": "AB"}, MatchResult.SEVERAL, None, id="two accounts share a key"),
        pytest.param(
            {"email": "AB", "notice": "A"}, MatchResult.SEVERAL, None, id="shared and single"
        ),
    ],
)
def test_keys_name_one_account_several_or_none(named, outcome, account_id):
    decision = decide_match(_keys(**named))
    assert decision.outcome is outcome
    assert decision.account_id == account_id


def test_the_evidence_says_which_key_named_which_accounts():
    decision = decide_match(_keys(profile="B", email="AB"))
    assert json.loads(json.dumps(decision.as_json())) == {
        "outcome": "several",
        "account_id": None,
        "candidates": ["A", "B"],
        "evidence": {"email": ["A", "B"], "profile": ["B"]},
    }


def test_a_key_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        decide_match([KeyAccounts("email", frozenset("A")), KeyAccounts("email", frozenset("B"))])


@given(
    st.dictionaries(
        st.sampled_from(["email", "profile", "notice"]), st.frozensets(st.text(max_size=2))
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_keys_changes_nothing(named, random):
    keys = [KeyAccounts(key, accounts) for key, accounts in named.items()]
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert decide_match(shuffled) == decide_match(keys)
