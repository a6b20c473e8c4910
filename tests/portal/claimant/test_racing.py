"""Two requests at the same moment: the database decides, and there is one claim."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from claims.models import Claim, Draft, SubmissionKey
from portal.accounts import codes
from portal.claimant.drafts import submit_draft
from tests.factories import NOW, file_claim, open_matter
from tests.portal.claimant.visitors import Visitor

BROWSER = codes.mac_of_browser("b")
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(call, times: int) -> list:
    """What the call gives in each of several threads that start together."""

    def called(_: int):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(called, range(times)))


def test_a_draft_signed_many_times_at_once_becomes_one_claim():
    open_matter()
    Visitor().fill()
    draft = Draft.objects.get()

    claims = at_once(lambda: submit_draft(draft, "Ana Díaz", NOW), 6)

    assert len(set(claims)) == 1
    assert Claim.objects.count() == SubmissionKey.objects.count() == 1


def test_a_code_entered_many_times_at_once_lets_one_in():
    matter = open_matter()
    claim = file_claim(matter, email="ana@example.org")
    code = codes.issue(claim, BROWSER, NOW)

    let_in = at_once(lambda: codes.redeem(matter, claim.reference, "b", code, NOW), 6)

    assert let_in.count(claim) == 1


def test_tries_at_the_same_moment_are_each_counted():
    matter = open_matter()
    claim = file_claim(matter, email="ana@example.org")
    wrong = f"{(int(codes.issue(claim, codes.mac_of_browser('b'), NOW)) + 1) % 10**6:06d}"

    at_once(lambda: codes.redeem(matter, claim.reference, "b", wrong, NOW), 4)

    assert claim.access_codes.get().tries_left == 1
