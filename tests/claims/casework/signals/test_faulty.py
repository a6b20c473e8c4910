"""A claim that cannot be scored is put aside, and all others are scored."""

import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.signals import passes
from claims.casework.signals.scope import Scope
from claims.models import Claim, Matter, Scoring, Work
from tests.factories import LATER, NOW, file_claim, open_matter


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    matter = open_matter()
    for n in range(4):
        file_claim(matter, email=f"a{n}@example.org")
    return matter


def score(matter: Matter, at) -> Scoring:
    scoring = passes.requested_pass(matter, at)
    passes.score_all(scoring, at, lambda _: True)
    return scoring


def test_a_claim_that_cannot_be_scored_is_put_aside(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    odd = Claim.objects.get(email="a2@example.org")
    scored: set[int] = set()

    def score_between(scope: Scope, *more: object) -> None:
        if scope.first <= odd.pk <= scope.last:
            raise ValueError("a2@example.org")
        scored.update(Claim.objects.filter(scope.among_claims()).values_list("pk", flat=True))

    with monkeypatch.context() as broken:
        broken.setattr(passes, "score_range", score_between)
        scoring = score(matter, NOW)

    odd.refresh_from_db()
    assert scoring.finished_at == NOW
    assert scored == set(Claim.objects.exclude(pk=odd.pk).values_list("pk", flat=True))
    assert odd.put_aside == Work.SIGNALS
    score(matter, LATER)
    odd.refresh_from_db()
    assert odd.put_aside == ""
    assert check_audit([matter]).ok
