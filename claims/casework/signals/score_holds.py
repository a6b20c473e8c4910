"""Holds: which a score puts on a claim, what was cleared before, and how one ends."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from claims.audit import Actor, Trail
from claims.casework.lifecycle import holds
from claims.casework.lifecycle.contact_proofs import claims_with_proof
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.casework.signals.signal_rules import AUTHOR_CODES, SignalRules, score_of
from claims.models import Claim, Hold, OutboxEntry, Score, Status


def apply_holds(
    claims: Sequence[Claim],
    scores: Mapping[int, Score],
    rules: SignalRules,
    trail: Trail,
    actor: Actor,
) -> None:
    """Hold each of these locked claims that its score says so of, and let go the others.

    What a person has cleared is not counted again, and whoever has proved control of a contact on
    file is not held.
    """
    cleared, proved = _cleared_codes(claims), claims_with_proof(claims)
    let_go, held = [], []
    for claim in claims:
        score = scores.get(claim.pk)
        is_to_be_held = (
            score is not None
            and claim.pk not in proved
            and warrants_hold(_open_deductions(score, cleared[claim.pk]), rules)
        )
        if claim.status == Status.HOLD_FRAUD and not is_to_be_held:
            let_go.append(claim)
        elif score is not None and is_to_be_held and holds.can_be_put_on_hold(claim):
            holds.put_on_hold(
                claim, trail, actor, {"score": score.score, "score_sha256": score.sha256}
            )
            held.append(Hold(claim=claim, score=score, place=claim.chain_length, held_at=trail.at))
    Hold.objects.bulk_create(held, batch_size=500)
    release_claims(let_go, Hold.Way.SCORE, trail, actor)


def release_claims(
    claims: Sequence[Claim], way: Hold.Way, trail: Trail, actor: Actor, note: str = ""
) -> None:
    """Release locked claims into the states they were held from, and have them assessed again.

    Raises CannotMove for a claim that is not on hold.
    """
    if not claims:
        return
    open_holds = Hold.objects.filter(claim__in=claims, released_at=None).order_by("id")
    held_at = dict(open_holds.values_list("claim_id", "held_at"))
    for claim in claims:
        holds.end_hold(claim, held_at.get(claim.pk, trail.at), trail, actor, f"released_by_{way}")
    open_holds.update(released_at=trail.at, released_by=str(actor), way=way, note=note)
    OutboxEntry.objects.bulk_create(
        [
            assessment_entry(
                claim.pk, claim.matter_id, f"released at {claim.chain_length}", trail.at
            )
            for claim in claims
        ]
    )


def warrants_hold(deductions: Sequence[Mapping[str, Any]], rules: SignalRules) -> bool:
    """Do these deductions hold a claim? Enough together, and one of them its author's doing."""
    is_its_authors = any(each["code"] in AUTHOR_CODES for each in deductions)
    return is_its_authors and score_of(deductions) < rules.hold_below


def _open_deductions(score: Score, cleared: set[str]) -> list[dict[str, Any]]:
    return [each for each in score.deductions if each["code"] not in cleared]


def _cleared_codes(claims: Sequence[Claim]) -> defaultdict[int, set[str]]:
    """The codes that a person has dealt with: released, or decided otherwise, as by asking."""
    on_hold = {claim.pk for claim in claims if claim.status == Status.HOLD_FRAUD}
    cleared: defaultdict[int, set[str]] = defaultdict(set)
    earlier = Hold.objects.filter(claim__in=claims, way__in=(Hold.Way.PERSON, ""))
    for hold in earlier.select_related("score"):
        if hold.way == Hold.Way.PERSON or hold.claim_id not in on_hold:
            cleared[hold.claim_id] |= {each["code"] for each in hold.score.deductions}
    return cleared
