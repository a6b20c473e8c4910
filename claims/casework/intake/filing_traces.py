"""What was seen when a form was filled in, and kept in the same transaction as its claim."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from claims.matching.digests import Kind, keyed_digest, network_keys
from claims.models import Claim, ClaimKey, Filing, Matter


@dataclass(frozen=True)
class FilingTrace:
    """How a form came to us. No part of what its author says; blank or None is not known."""

    network: str = ""
    """The address on the network, as text; kept as digests."""
    device: str = ""
    """What one browser sends again and again; kept as a digest."""
    form_seconds: int | None = None
    filled_the_trap: bool = False


def store_traces(matter: Matter, claims: Mapping[Claim, str], seen: FilingTrace) -> None:
    """Keep how these new claims were filed; each with its payment destination, blank for none."""
    keys = [
        key
        for claim, payment in claims.items()
        for key in _trace_keys(matter, claim, payment, seen)
    ]
    ClaimKey.objects.bulk_create(keys, batch_size=1000)
    if seen.form_seconds is not None or seen.filled_the_trap:
        Filing.objects.bulk_create(
            Filing(
                claim=claim,
                form_seconds=seen.form_seconds,
                filled_the_trap=seen.filled_the_trap,
            )
            for claim in claims
        )


def was_filed_from(claim: Claim, seen: FilingTrace) -> bool:
    """Whether the claim was filed from this network or this browser."""
    secret = bytes(claim.matter.pseudonym_key)
    given = {Kind.DEVICE: seen.device, Kind.NETWORK: network_keys(seen.network).get(Kind.NETWORK)}
    same = Q(pk=None)
    for kind, value in given.items():
        if value:
            same |= Q(kind=kind.value, value=keyed_digest(secret, kind, value))
    return ClaimKey.objects.filter(same, claim=claim).exists()


def _trace_keys(
    matter: Matter, claim: Claim, payment: str, seen: FilingTrace
) -> Iterator[ClaimKey]:
    values = {
        **network_keys(seen.network),
        Kind.DEVICE: seen.device,
        # As people write one account number: with spaces or hyphens, or without.
        Kind.PAYMENT: "".join(c for c in payment.casefold() if c.isalnum() or c in "@.+"),
    }
    for kind, value in values.items():
        if value:
            yield ClaimKey(
                matter=matter,
                claim=claim,
                kind=kind.value,
                value=keyed_digest(bytes(matter.pseudonym_key), kind, value),
            )
