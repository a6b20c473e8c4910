from hypothesis import given
from hypothesis import strategies as st

from claims.verification.own_payable_claims import PayableClaims

names = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, None]), st.sampled_from([1, 2, 3, None])), max_size=8
)


@given(names)
def test_an_account_is_disputed_exactly_if_two_claims_differ_in_both_names(pairs):
    standing = PayableClaims()
    for number, (given_name, family_name) in enumerate(pairs, start=1):
        classes = {"given_name_class": given_name, "family_name_class": family_name}
        standing.add({"claim": number, "account": 1, **classes})
    whole = [pair for pair in pairs if None not in pair]
    two_people = any(one[0] != two[0] and one[1] != two[1] for one in whole for two in whole)
    assert standing.is_disputed(1) is two_people


def test_an_account_that_nobody_claims_has_no_payable_claim():
    assert PayableClaims().payable_claim(1) is None
    assert PayableClaims().is_disputed(None) is False


def test_the_payable_claim_is_the_first_or_last_complete_one_in_whatever_order_claims_come():
    standing = PayableClaims()
    for number in (5, 3, 9):
        standing.add({"claim": number, "account": 2, "given_name_class": 3, "family_name_class": 3})
    assert standing.payable_claim(2) == 3
    latest = PayableClaims("latest")
    names = {"given_name_class": 3, "family_name_class": 3}
    for number in (5, 9, 3):
        latest.add({"claim": number, "account": 2, "decision": None, **names})
    assert latest.payable_claim(2) == 9
    for number, decision in ((4, "eligible"), (11, None), (12, "undetermined")):
        latest.add({"claim": number, "account": 2, "decision": decision, **names})
    assert latest.payable_claim(2) == 4
    assert standing.payable_claim(1) is None
