"""How many claims each signal is on, and how many were held and released; no claim is named."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from claims.casework.lifecycle.moves import HOLDABLE_STATES
from claims.models import Claim, Hold, Matter, Score, Scoring, SignalCode, Status


@dataclass(frozen=True)
class SignalFigures:
    """Of one matter, now. `by_code` has the codes that are on any claim, most frequent first."""

    scored: int
    """Claims on which there is any signal."""
    by_code: dict[SignalCode, int]
    held: int
    """On hold now."""
    released: dict[Hold.Way, int]
    """Claims whose latest release was by a person, by proof, or by a newer score."""
    ended_otherwise: int
    """Claims whose latest hold a person ended by deciding, or the author by withdrawing."""
    first: int
    """Not held, and to be looked at first."""
    last_pass: Scoring | None


def signal_figures(matter: Matter) -> SignalFigures:
    """The figures, in a few queries however many claims there are."""
    current = Score.objects.current(matter).order_by()
    counts = current.aggregate(
        scored=Count("id", filter=~Q(codes="")),
        **{code.value: Count("id", filter=Q(codes__contains=f"|{code}|")) for code in SignalCode},
    )
    newest = Hold.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
    latest = Hold.objects.filter(~Exists(newest), claim__matter=matter).order_by()
    ended = latest.exclude(claim__status=Status.HOLD_FRAUD)
    ways = dict(ended.values_list("way").annotate(claims=Count("id")))
    by_code = {code: counts[code.value] for code in SignalCode if counts[code.value]}
    passes = Scoring.objects.filter(matter=matter, finished_at__isnull=False)
    return SignalFigures(
        scored=counts["scored"],
        by_code=dict(sorted(by_code.items(), key=lambda item: -item[1])),
        held=Claim.objects.of(matter).filter(status=Status.HOLD_FRAUD).count(),
        released={way: ways.get(way.value, 0) for way in Hold.Way},
        ended_otherwise=ways.get("", 0),
        first=Claim.objects.of(matter).filter(priority_condition()).count(),
        last_pass=passes.order_by("finished_at", "id").last(),
    )


def priority_condition() -> Q:
    """Claims that nobody has decided on, are not held, and whose score says to look at them first.

    What a person has released is not looked at again.
    """
    by_a_person = Hold.objects.filter(claim=OuterRef("pk"), way=Hold.Way.PERSON)
    effects = (Score.Effect.ROUTE, Score.Effect.HOLD)
    return Q(score__effect__in=effects, status__in=HOLDABLE_STATES) & ~Q(Exists(by_a_person))
