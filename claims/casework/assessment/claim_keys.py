"""The keys by which claims are alike, made by the worker from what each claim says."""

from collections.abc import Iterable

import pyarrow as pa
from django.db import transaction
from more_itertools import chunked

from claims.matching.digests import Kind
from claims.matching.similarity_keys import CLAIM_COLUMNS, rules_version, similarity_keys
from claims.models import Claim, ClaimKey

_BATCH = 5_000
_STATED_KINDS = [kind.value for kind in (Kind.EMAIL, Kind.PHONE, Kind.ADDRESS)]


def store_keys(claims: Iterable[Claim]) -> int:
    """Make the keys of each claim that has none by today's rules; returns how many claims.

    What was seen as it was filed (network, device, payment) is not made again and stays.
    """
    todo = [claim for claim in claims if claim.keyed_as != rules_version()]
    for batch in chunked(todo, _BATCH):
        _store_batch(batch)
    return len(todo)


def _store_batch(claims: list[Claim]) -> None:
    matters = {claim.pk: claim.matter_id for claim in claims}
    made = [
        ClaimKey(matter_id=matters[claim], claim_id=claim, kind=kind.value, value=value)
        for claim, kind, value in similarity_keys(_claims_table(claims))
    ]
    again = [claim.pk for claim in claims if claim.keyed_as]
    with transaction.atomic():
        ClaimKey.objects.filter(claim__in=again, kind__in=_STATED_KINDS).delete()
        ClaimKey.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
        Claim.objects.filter(pk__in=list(matters)).update(keyed_as=rules_version())
    for claim in claims:
        claim.keyed_as = rules_version()


def _claims_table(claims: list[Claim]) -> pa.Table:
    return pa.table(
        {
            "claim": pa.array([claim.pk for claim in claims], pa.int64()),
            **{
                column: pa.array(
                    [getattr(claim.particulars, column) for claim in claims], pa.string()
                )
                for column in CLAIM_COLUMNS
            },
        }
    )
