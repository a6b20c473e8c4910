"""A claim whose data some work fails on stands aside, named, so that all others go on.

It is denied nothing: a tally counts it as unmatched, or as payable and undetermined, until the
work is done after all. Where it stands in its life does not change.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from claims.audit import SYSTEM
from claims.casework.lifecycle.faults import find_faulty_items
from claims.casework.lifecycle.locked_claims import casework
from claims.models import Claim, EventKind, Matter, Work

logger = logging.getLogger(__name__)


def put_aside(
    matter: Matter, faulty: Mapping[int, Exception], work: Work, at: datetime
) -> list[str]:
    """Put these claims (by primary key) aside, each with the kind of its error in its trail.

    Doing it twice changes nothing. Returns their references.
    """
    # Not the error's text: it may hold what the claimant wrote.
    kinds = {pk: type(error).__name__ for pk, error in faulty.items()}
    with casework(matter, Claim.objects.filter(pk__in=kinds), at) as casework_:
        for claim in casework_.claims:
            if claim.put_aside:
                continue
            claim.put_aside = work
            casework_.trail.add(
                claim,
                EventKind.PUT_ASIDE,
                SYSTEM,
                {"work": work.value, "problem": kinds[claim.pk]},
            )
            logger.error(
                "claim %s is put aside: %s failed on its data (%s); all others go on",
                claim.reference,
                work.value,
                kinds[claim.pk],
            )
        return [claim.reference for claim in casework_.claims]


def run_or_put_aside(
    matter: Matter,
    claims: Sequence[int],
    do: Callable[[Sequence[int]], object],
    work: Work,
    at: datetime,
) -> int:
    """Do work on claims (by primary key) that may be done twice; put aside those it fails on.

    Returns how many those are. Raises what is of no claim, or of the machine (`faults`).
    """
    try:
        do(claims)
    except Exception as error:  # noqa: BLE001
        faulty = find_faulty_items(claims, do, error)
        put_aside(matter, faulty, work, at)
        return len(faulty)
    return 0


def take_up(matter: Matter, claims: Collection[int] | None, work: Work, at: datetime) -> None:
    """The work is done after all, or is to be tried again: these claims (None: all of the matter)
    that were put aside for it stand aside no more."""
    aside = Claim.objects.of(matter).filter(put_aside=work)
    if claims is not None:
        aside = aside.filter(pk__in=claims)
    if not aside.exists():
        return
    with casework(matter, aside, at) as casework_:
        for claim in casework_.claims:
            claim.put_aside = ""
            casework_.trail.add(claim, EventKind.TAKEN_UP, SYSTEM, {"work": work.value})
