"""What a tally sealed, and whether it is still so: its chains, its totals, its rows."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from claims.audit.chain import canonical_json, sha256_of
from claims.models import Award, Determination, Event, EventKind, Matter, SealedChain, Tally

_CHUNK = 5000


def seal_sha256(rows: list[tuple[str, int, str]]) -> str:
    """One hash over (reference, length, head) of every chain, sorted by reference."""
    return sha256_of([list(row) for row in sorted(rows)])


def published_sha256(tally: Tally) -> str:
    """One hash over what readers of the database see of a tally: its tables, its determinations
    and its awards."""
    digest = hashlib.sha256(
        canonical_json([tally.counts, tally.totals_cents, tally.summary]).encode()
    )
    determinations = (
        Determination.objects.filter(tally=tally)
        .order_by("claim_id")
        .values_list(
            *("claim__reference", "outcome", "verdict", "payable_claim__reference"),
            *("account_id", "state", "products", "reasons"),
        )
    )
    awards = (
        Award.objects.filter(determination__tally=tally)
        .order_by("determination__claim_id", "id")
        .values_list("determination__claim__reference", "theory", "cents")
    )
    for table in (determinations, awards):
        for row in table.iterator(chunk_size=_CHUNK):
            digest.update(canonical_json(list(row)).encode() + b"\n")
    return digest.hexdigest()


def breaks_in_seals(matter: Matter) -> Iterator[str]:
    """Every tally that the matter's chain says was sealed, held against what is there now."""
    sealed = Event.objects.filter(matter=matter, claim=None, kind=EventKind.TALLY_SEALED)
    tallies = {tally.number: tally for tally in Tally.objects.of(matter)}
    said: set[int] = set()
    for event in sealed.order_by("sequence"):
        number = event.data["tally"]
        said.add(number)
        if number in tallies:
            yield from _breaks_in_seal(matter, tallies[number], event.data)
        else:
            yield f"Tally {number}: it was sealed and is missing."
    for number, tally in tallies.items():
        if tally.state == Tally.State.SEALED and number not in said:
            yield f"Tally {number}: it says that it is sealed, and the trail does not."


def _breaks_in_seal(matter: Matter, tally: Tally, said: dict[str, Any]) -> Iterator[str]:
    name = f"Tally {tally.number}"
    rows = SealedChain.objects.filter(tally=tally).values_list("reference", "length", "head_sha256")
    if seal_sha256(list(rows)) != said["seal_sha256"]:
        yield f"{name}: the sealed heads of its chains were changed."
    now = (tally.state, tally.seal_sha256, tally.result_sha256)
    if now != (Tally.State.SEALED, said["seal_sha256"], said["result_sha256"]):
        yield f"{name}: its state or its hashes are not the ones that were sealed."
    if published_sha256(tally) != said["published_sha256"]:
        yield f"{name}: its totals, determinations or awards are not the ones that were sealed."
    yield from _breaks_against_seal(matter, tally)


def _breaks_against_seal(matter: Matter, tally: Tally) -> Iterator[str]:
    link = Event.objects.filter(
        matter=matter, claim__reference=OuterRef("reference"), sequence=OuterRef("length")
    )
    changed = (
        SealedChain.objects.filter(tally=tally)
        .annotate(now=Subquery(link.values("sha256")[:1]))
        .filter(Q(now__isnull=True) | ~Q(now=F("head_sha256")))
    )
    for chain in changed.order_by("reference")[:1]:
        yield (
            f"Claim {chain.reference}: its chain had {chain.length} events when tally "
            f"{tally.number} was sealed; they are no longer the same or no longer there."
        )
