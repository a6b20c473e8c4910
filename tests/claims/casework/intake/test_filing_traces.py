"""What is kept of how a claim was filed: digests, and in the claim's own transaction."""

import pytest

from claims.casework.assessment import store_keys
from claims.casework.intake import FilingTrace, KeyAlreadyUsed, Submission, submit
from claims.matching.similarity_keys import rules_version
from claims.models import Channel, Claim, ClaimKey, Filing, Matter, Medium
from tests.factories import NOW, OPERATOR

Kind = ClaimKey.Kind
SEEN = FilingTrace(network="203.0.113.9", device="a browser", form_seconds=4, filled_the_trap=True)


def file(matter: Matter, key: str, seen: FilingTrace = SEEN, **columns: str) -> Claim:
    submission = Submission(filed_at=NOW, medium=Medium.WEB, signed=True, **columns)
    return submit(
        matter, submission, channel=Channel.WEB, key=key, actor=OPERATOR, at=NOW, seen=seen
    ).claim


def kinds(claim: Claim) -> list[str]:
    return sorted(claim.keys.values_list("kind", flat=True))


def test_what_was_seen_is_kept_once_and_as_digests(matter: Matter):
    claim = file(matter, "a", payment_destination="12-34 5678")
    again = file(matter, "a", payment_destination="12-34 5678")

    assert again == claim
    assert kinds(claim) == [Kind.DEVICE, Kind.NEIGHBOURHOOD, Kind.NETWORK, Kind.PAYMENT]
    values = " ".join(claim.keys.values_list("value", flat=True))
    assert not any(told in values for told in ("203", "browser", "12345678"))
    assert Filing.objects.values_list("claim", "form_seconds", "filled_the_trap").get() == (
        claim.pk,
        4,
        True,
    )


def test_two_claims_from_one_place_share_its_keys(matter: Matter):
    one = file(matter, "a", payment_destination="12-34 5678")
    other = file(matter, "b", payment_destination="12345678")

    assert set(one.keys.values_list("kind", "value")) == set(
        other.keys.values_list("kind", "value")
    )


def test_a_claim_of_which_nothing_was_seen_has_nothing(matter: Matter):
    claim = file(matter, "a", FilingTrace())

    assert kinds(claim) == []
    assert not Filing.objects.exists()


def test_another_payment_destination_is_another_claim(matter: Matter):
    file(matter, "a", payment_destination="1")

    with pytest.raises(KeyAlreadyUsed, match="different content"):
        file(matter, "a", payment_destination="2")


def test_what_a_claim_says_is_made_a_key_once_and_anew_by_other_rules(matter: Matter):
    claim = file(matter, "a", email="Ana+x@example.org", phone="(510) 555-0101", country="US")

    assert store_keys([claim]) == 1
    assert store_keys([Claim.objects.get(pk=claim.pk)]) == 0
    assert set(claim.keys.filter(kind__in=(Kind.EMAIL, Kind.PHONE)).values_list("value")) == {
        ("ana@example.org",),
        ("+15105550101",),
    }

    Claim.objects.update(keyed_as="of yore")
    ClaimKey.objects.filter(kind=Kind.EMAIL).update(value="of yore")
    assert store_keys(Claim.objects.all()) == 1
    claim.refresh_from_db()
    assert claim.keyed_as == rules_version()
    assert claim.keys.get(kind=Kind.EMAIL).value == "ana@example.org"
    assert claim.keys.filter(kind=Kind.NETWORK).exists()
