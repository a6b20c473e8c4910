"""The opt-outs of one import, as they are hashed in the matter's chain."""

from collections.abc import Iterable, Iterator, Sequence

from claims.files.hashes import sha256_of
from claims.matching.email_addresses import email_keys
from claims.models import Event, EventKind, Exclusion, Matter, OptOutAddress


def opt_outs_sha256(exclusions: Iterable[Exclusion]) -> str:
    """One hash over whom the opt-outs name and when they were received, in a fixed order."""
    return sha256_of(
        sorted(
            [row.external_ref, row.email_key, row.account_id, row.received_on.isoformat()]
            for row in exclusions
        )
    )


def breaks_in_opt_outs(matter: Matter, own: Sequence[Event]) -> Iterator[str]:
    """Opt-outs that are not those that the events of the matter's own chain say were taken in."""
    imports = [event for event in own if event.kind == EventKind.EXCLUSIONS_IMPORTED]
    accepted = sum(event.data["accepted"] for event in imports)
    held = list(Exclusion.objects.filter(matter=matter))
    if len(held) != accepted:
        yield f"Matter {matter.slug}: {len(held)} opt-outs are held; {accepted} were accepted."
        return
    for event in imports:
        rows = [row for row in held if row.recorded_at == event.at]
        if opt_outs_sha256(rows) != event.data["sha256"]:
            yield f"Matter {matter.slug}: an opt-out imported at {event.at:%Y-%m-%d} was changed."
    yield from _breaks_in_addresses(matter, held)


def newer_email_keys(exclusion: Exclusion) -> list[str]:
    """The keys that today's rules make of an opt-out's address, where they are not its own."""
    return [key for key in email_keys(exclusion.email_key) if key != exclusion.email_key]


def _breaks_in_addresses(matter: Matter, held: Iterable[Exclusion]) -> Iterator[str]:
    """The addresses beside an opt-out follow from what it says, so they are worked out again."""
    kept: dict[int, set[str]] = {}
    for exclusion, value in OptOutAddress.objects.filter(matter=matter).values_list(
        "exclusion_id", "value"
    ):
        kept.setdefault(exclusion, set()).add(value)
    expected = {row.pk: set(newer_email_keys(row)) for row in held}
    if kept != {pk: keys for pk, keys in expected.items() if keys}:
        yield f"Matter {matter.slug}: an address of an opt-out is kept otherwise than was given."
