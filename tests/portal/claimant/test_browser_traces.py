"""How a form came in: kept with its claim as digests, and never a reason to refuse it."""

from datetime import timedelta

import pytest
import time_machine

from claims.models import Claim, ClaimKey, Filing, Matter
from tests.factories import NOW
from tests.portal.claimant.visitors import Visitor

pytestmark = pytest.mark.one_engine

Kind = ClaimKey.Kind


def kinds(claim: Claim) -> list[str]:
    return sorted(claim.keys.values_list("kind", flat=True))


def test_a_web_claim_keeps_where_it_came_from_as_digests(
    visitor: Visitor, clock: time_machine.Traveller
):
    visitor.fill()
    clock.move_to(NOW + timedelta(seconds=95), tick=False)
    visitor.sign()

    claim = Claim.objects.get()
    assert kinds(claim) == [Kind.DEVICE, Kind.NEIGHBOURHOOD, Kind.NETWORK]
    assert all(len(value) == 32 for value in claim.keys.values_list("value", flat=True))
    filing = Filing.objects.get()
    assert (filing.form_seconds, filing.filled_the_trap) == (95, False)


def test_whoever_fills_in_the_trap_files_a_claim_like_anybody(visitor: Visitor):
    visitor.fill()
    sent = visitor.post("file/declaration/", {"typed_name": "Bot", "website": "http://x.example"})

    assert sent.headers["Location"].endswith("/file/sent/")
    assert Filing.objects.get(claim=Claim.objects.get()).filled_the_trap


def test_the_trap_is_met_by_nobody_who_looks_or_listens(visitor: Visitor):
    visitor.fill()

    page = " ".join(visitor.get("file/declaration/").content.decode().split())

    assert '<div class="cf-trap" aria-hidden="true">' in page
    assert 'name="website" type="text" value="" tabindex="-1" autocomplete="off"' in page
    assert "Leave this box empty" in page


def test_one_browser_is_one_device_until_its_visitor_leaves(matter: Matter):
    def device_of(claim: Claim) -> str:
        return str(claim.keys.get(kind=Kind.DEVICE).value)

    one, other = Visitor(), Visitor()
    first, of_other = one.file(), other.file()
    one.post("file/", {"another": "yes"})
    again = one.file()
    one.post("claim/leave/")
    after = one.file()

    assert device_of(first) == device_of(again)
    assert len({device_of(claim) for claim in (first, of_other, after)}) == 3


def test_a_program_has_a_network_and_no_device(visitor: Visitor):
    answer = visitor.client.post(
        f"/api/v1/matters/{visitor.slug}/claims/",
        {"signed": True, "email": "ana@example.org"},
        content_type="application/json",
        headers={"Idempotency-Key": "one"},
        REMOTE_ADDR="203.0.113.9",
    )

    assert answer.status_code == 201
    assert kinds(Claim.objects.get()) == [Kind.NEIGHBOURHOOD, Kind.NETWORK]
    assert "203.0" not in str(list(ClaimKey.objects.values()))
