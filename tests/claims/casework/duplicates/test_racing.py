"""Workers that look at one matter at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from claims.casework import duplicates
from claims.casework.assessment import store_keys
from claims.models import Claim
from tests.claims.casework.duplicates.filing import ANA, flags, trails_hold
from tests.factories import LATER, NOW, check, file_claim, open_matter

WORKERS = 3


@pytest.mark.django_db(transaction=True)
def test_workers_that_meet_at_one_person_flag_each_claim_once(data_dir: object):
    matter = open_matter()
    claims = [
        file_claim(matter, **ANA | {"filed_at": NOW + timedelta(minutes=n)}) for n in range(WORKERS)
    ]
    store_keys(Claim.objects.all())
    check(matter, *claims)
    barrier = Barrier(WORKERS)

    def look(claim: Claim) -> None:
        try:
            barrier.wait()
            duplicates.refresh_flags(matter, [claim.pk], LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(look, claims))

    first = claims[0].external_ref
    assert flags(matter) == {
        claim.external_ref: (first, "same_person", "flagged") for claim in claims[1:]
    }
    trails_hold(matter)
