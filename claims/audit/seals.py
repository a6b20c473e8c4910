"""What a tally sealed, and whether it is still so: its chains, its totals, its rows."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from claims.files.hashes import canonical_json
from claims.models import Determination, Event, EventKind, Matter, SealedChain, Tally

_CHUNK = 5000


SEPARATOR = "\x1f"
"""Between the cells of a published row's line: a control character that no cell holds."""


def seal_sha256(chains: Iterable[str]) -> str:
    """One hash over "REFERENCE LENGTH HEAD" of every chain, sorted by reference."""
    digest = hashlib.sha256()
    for line in chains:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


class PublishedHash:
    """One hash over what readers of the database see of a tally: its tables, and a line a claim in
    the order of the claims' rows."""

    def __init__(self, *tables: Mapping[str, Any]) -> None:
        self._digest = hashlib.sha256(canonical_json(list(tables)).encode() + b"\n")

    def add(self, lines: Iterable[str]) -> None:
        """Take in the next lines."""
        for line in lines:
            self._digest.update(line.encode() + b"\n")

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def published_sha256(tally: Tally) -> str:
    """The hash over what the database says of a tally now."""
    published = PublishedHash(tally.counts, tally.totals_cents, tally.summary, tally.fund)
    rows = (
        Determination.objects.filter(tally=tally)
        .order_by("claim_id")
        .values_list(
            *("claim__reference", "outcome", "verdict", "payable_claim__reference"),
            *("account_id", "state", "products", "reasons", "awards_cents"),
            *("payment_cents", "kept_cents", "withheld_cents"),
        )
    )
    published.add(map(_row_line, rows.iterator(chunk_size=_CHUNK)))
    return published.sha256


def _row_line(row: Sequence[Any]) -> str:
    return SEPARATOR.join(
        canonical_json(cell) if isinstance(cell, list | dict) else "" if cell is None else str(cell)
        for cell in row
    )


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
    if "root_sha256" not in said:
        # Sealed before determinations held their awards: what was hashed is no longer there.
        return
    rows = SealedChain.objects.filter(tally=tally).values_list("reference", "length", "head_sha256")
    # Sorted here: a database may order text in its own way.
    chains = sorted(f"{reference} {length} {head}" for reference, length, head in rows)
    if seal_sha256(chains) != said["seal_sha256"]:
        yield f"{name}: the sealed heads of its chains were changed."
    now = (tally.state, tally.seal_sha256, tally.root_sha256)
    if now != (Tally.State.SEALED, said["seal_sha256"], said["root_sha256"]):
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
