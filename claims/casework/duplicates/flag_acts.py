"""What a person says of a flag: one person's, two people's, or that what was said was a mistake.

Each act keeps how the two claims stood before it, so that it can be taken back exactly.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from claims.audit import Actor, Trail
from claims.casework import lifecycle
from claims.casework.assessment.claim_rows import filed_of
from claims.casework.docket import current_plan
from claims.casework.duplicates.compared_claims import INACTIVE_STATES
from claims.casework.lifecycle.letters import enqueue_letter
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.casework.lifecycle.restoration import claim_state, restore_claim
from claims.casework.review import CannotDecide, is_account_open
from claims.casework.review.act_checks import check_person
from claims.casework.review.manual_matches import match_by_hand
from claims.matching.clusters.cluster_search import evidence_keys
from claims.models import (
    Claim,
    Decision,
    DuplicateFlag,
    EventKind,
    Letter,
    OutboxEntry,
    Status,
    Verdict,
)
from claims.plans.precedence import goes_before
from claims.plans.survivor_rule import Survivor

State = DuplicateFlag.State
Reason = DuplicateFlag.Reason


class FlagAct(StrEnum):
    """What can be said of a flag."""

    MERGE = "merge"
    COMPETE = "compete"
    CLEAR = "clear"
    UNDO = "undo"


_ACT_REASONS: Mapping[FlagAct, tuple[Reason, ...]] = {
    FlagAct.MERGE: (Reason.SAME_DETAILS, Reason.AUTHOR_SAID),
    FlagAct.COMPETE: (Reason.TWO_HOLDERS,),
    FlagAct.CLEAR: (
        *(Reason.ANOTHER_PERSON, Reason.HOUSEHOLD, Reason.SHARED_CONTACT, Reason.AUTHOR_SAID),
    ),
    FlagAct.UNDO: (Reason.MISTAKE, Reason.AUTHOR_SAID),
}
_OPEN_STATES: Mapping[FlagAct, tuple[State, ...]] = {
    FlagAct.MERGE: (State.FLAGGED,),
    FlagAct.COMPETE: (State.FLAGGED,),
    FlagAct.CLEAR: (State.FLAGGED, State.COMPETING),
    FlagAct.UNDO: (State.MERGED, State.COMPETING, State.CLEARED),
}


def open_acts(flag: DuplicateFlag) -> list[FlagAct]:
    """What can be said of the flag as it stands."""
    acts = [act for act in FlagAct if flag.state in _OPEN_STATES[act]]
    names_one = flag.claim.account_id is not None
    is_shared = names_one and flag.claim.account_id == flag.survivor.account_id
    return [act for act in acts if act is not FlagAct.COMPETE or is_shared]


def act_reasons(act: FlagAct) -> tuple[Reason, ...]:
    """The reasons that fit an act."""
    return _ACT_REASONS[act]


def merge_claims(
    flag: DuplicateFlag, reason: Reason | str, note: str = "", *, actor: Actor, at: datetime
) -> None:
    """Say that one person filed both: the claim is final, and its survivor goes on.

    The two are for one account from then on: the survivor's, or where it has none the merged one's;
    so the merged claim counts as a duplicate of its survivor. Raises CannotDecide where the merged
    claim is the one that counts by the plan, the survivor does not go on itself, or only the merged
    one's author has shown control of a contact on file.
    """
    with _FlagDecision.of(flag, FlagAct.MERGE, reason, note, actor, at) as act:
        claim, survivor = act.claim, act.survivor
        _check_survivor(claim, survivor)
        act.flag.before_act = claim_state(claim)
        lifecycle.move(claim, Status.MERGED, act.trail, actor, reason=act.flag.reason)
        if survivor.account is None and claim.account is not None:
            if not (is_account_open(survivor) or survivor.status == Status.DUPLICATE_REVIEW):
                raise CannotDecide(
                    f"Claim {survivor.reference} has no account and is "
                    f"{Status(survivor.status).label}: its account cannot be set in that state."
                )
            act.flag.survivor_before = claim_state(survivor)
            match_by_hand(survivor, claim.account, act.trail, actor)
        elif survivor.account_id != claim.account_id:
            match_by_hand(claim, survivor.account, act.trail, actor)
        act.say(State.MERGED)
        told = {"survivor": survivor.reference} if _has_same_address(claim, survivor) else {}
        enqueue_letter(claim, Letter.Kind.MERGED, told, act.trail)


def mark_competing(
    flag: DuplicateFlag, reason: Reason | str, note: str = "", *, actor: Actor, at: datetime
) -> None:
    """Say that two people claim one account: neither is eligible until a person decides who holds
    it.

    A survivor on which a person has decided stays as it is. Raises CannotDecide unless both claims
    are for one account.
    """
    with _FlagDecision.of(flag, FlagAct.COMPETE, reason, note, actor, at) as act:
        claim, survivor = act.claim, act.survivor
        if claim.account_id is None or claim.account_id != survivor.account_id:
            raise CannotDecide(
                f"Claims {claim.reference} and {survivor.reference} are not for one account, so "
                "they do not compete. If two people filed them, say that they are not the same."
            )
        act.flag.before_act = claim_state(claim)
        disputed = {"decision": Verdict.UNDETERMINED.value}
        competing = [claim]
        if survivor.status == Status.ELIGIBILITY_REVIEW and not _is_proposed(survivor):
            act.flag.survivor_before = claim_state(survivor)
            competing.append(survivor)
        for each in competing:
            lifecycle.move(each, Status.COMPETING, act.trail, actor, reason=act.flag.reason)
            each.decided_verdict = Verdict.UNDETERMINED
        act.say(State.COMPETING, disputed, disputed if survivor in competing else {})


def clear_flag(
    flag: DuplicateFlag, reason: Reason | str, note: str = "", *, actor: Actor, at: datetime
) -> None:
    """Say that the two are not one person's: the claim goes on from exactly where it was flagged.

    The pair is flagged again only when it shares something else.
    """
    with _FlagDecision.of(flag, FlagAct.CLEAR, reason, note, actor, at) as act:
        held = _STATUS_BY_STATE[State(act.flag.state)]
        if act.claim.status == held:
            restore_claim(act.claim, act.flag.before, act.trail, actor, "not_the_same")
        if act.flag.state == State.COMPETING:
            act.restore_survivor("not_the_same")
        act.flag.apart = sorted({*act.flag.apart, *evidence_keys(act.flag.evidence)})
        act.say(State.CLEARED)


def undo_act(
    flag: DuplicateFlag, reason: Reason | str, note: str = "", *, actor: Actor, at: datetime
) -> None:
    """Take back what a person said of the flag: both claims go on from exactly where they were, and
    the flag waits for a person again. The trail keeps both.

    After "not the same" the pair is looked at anew. Raises CannotDecide where one of the two was
    decided since.
    """
    with _FlagDecision.of(flag, FlagAct.UNDO, reason, note, actor, at) as act:
        was = State(act.flag.state)
        if was == State.CLEARED:
            act.flag.apart = []
            act.say(State.LIFTED)
            return
        claim = act.claim
        if claim.status != _STATUS_BY_STATE[was]:
            raise CannotDecide(
                f"Claim {claim.reference} is {Status(claim.status).label} by now: "
                "what was said before cannot be taken back."
            )
        restore_claim(claim, act.flag.before_act, act.trail, actor, "taken_back")
        act.restore_survivor("taken_back")
        act.flag.before_act = {}
        act.say(State.FLAGGED, {"undone": was.value}, {"undone": was.value})
        if was == State.MERGED:
            enqueue_letter(claim, Letter.Kind.PARTED, {}, act.trail)


_STATUS_BY_STATE: Mapping[State, Status] = {
    State.FLAGGED: Status.DUPLICATE_REVIEW,
    State.MERGED: Status.MERGED,
    State.COMPETING: Status.COMPETING,
}
"""In which status a flag of this state holds its claim."""
ACT_FUNCTIONS = {
    FlagAct.MERGE: merge_claims,
    FlagAct.COMPETE: mark_competing,
    FlagAct.CLEAR: clear_flag,
    FlagAct.UNDO: undo_act,
}
"""The function of each act."""


@dataclass
class _FlagDecision:
    """One act on a flag, with both claims and the flag under lock."""

    flag: DuplicateFlag
    claim: Claim
    survivor: Claim
    trail: Trail
    actor: Actor

    @classmethod
    @contextmanager
    def of(
        cls,
        flag: DuplicateFlag,
        act: FlagAct,
        reason: Reason | str,
        note: str,
        actor: Actor,
        at: datetime,
    ) -> Iterator["_FlagDecision"]:
        """Check who acts and why, and that the flag is still open to it; save all or nothing."""
        check_person(actor, "decides on duplicates")
        if reason not in _ACT_REASONS[act]:
            raise CannotDecide("The reason does not fit. Choose one that is listed for this.")
        matter = flag.claim.matter
        both = Claim.objects.filter(pk__in=(flag.claim_id, flag.survivor_id))
        with lifecycle.casework(matter, both.select_related("account", "assessment"), at) as work:
            claims = {claim.pk: claim for claim in work.claims}
            locked = DuplicateFlag.objects.select_for_update().get(pk=flag.pk)
            claim, survivor = claims[locked.claim_id], claims[locked.survivor_id]
            if locked.state not in _OPEN_STATES[act]:
                raise CannotDecide(
                    f"Claim {claim.reference} beside claim {survivor.reference}: "
                    f"{State(locked.state).label}. That is no longer open to this."
                )
            locked.reason, locked.note = Reason(reason), note
            locked.decided_by, locked.decided_at = str(actor), at
            yield cls(locked, claim, survivor, work.trail, actor)
            locked.save()
            OutboxEntry.objects.bulk_create(
                [
                    assessment_entry(
                        each.pk, matter.pk, f"duplicate {locked.pk} at {each.chain_length}", at
                    )
                    for each in (claim, survivor)
                ],
                ignore_conflicts=True,
            )

    def say(
        self,
        state: State,
        of_claim: Mapping[str, Any] | None = None,
        of_survivor: Mapping[str, Any] | None = None,
    ) -> None:
        """Put the flag in the state, with a link in the trails of both claims."""
        self.flag.state = state
        data = {
            "state": state.value,
            "kind": self.flag.kind,
            "reason": self.flag.reason,
            "note_sha256": sha256(self.flag.note.encode()).hexdigest(),
            "keys": list(evidence_keys(self.flag.evidence)),
        }
        beside = {"survivor": self.survivor.reference}
        of = {"claim": self.claim.reference}
        self._add(self.claim, data | beside | dict(of_claim or {}))
        self._add(self.survivor, data | of | dict(of_survivor or {}))

    def restore_survivor(self, reason: str) -> None:
        """Put the survivor back, where this flag's act had changed it.

        Where another claim competes with it still, that one's flag keeps how it stood. Raises
        CannotDecide when a person has decided on it since.
        """
        before, self.flag.survivor_before = self.flag.survivor_before, {}
        if not before:
            return
        survivor = self.survivor
        others = DuplicateFlag.objects.filter(survivor=survivor, state=State.COMPETING)
        other = others.exclude(pk=self.flag.pk).order_by("id").first()
        if self.flag.state == State.COMPETING:
            if survivor.status != Status.COMPETING:
                return
            if other is not None:
                other.survivor_before = before
                other.save(update_fields=["survivor_before"])
                return
        elif not (is_account_open(survivor) or survivor.status == Status.DUPLICATE_REVIEW):
            raise CannotDecide(
                f"Claim {survivor.reference} is {Status(survivor.status).label} by now, for the "
                "account that the merged claim named: the merge cannot be taken back."
            )
        restore_claim(survivor, before, self.trail, self.actor, reason)

    def _add(self, claim: Claim, data: Mapping[str, Any]) -> None:
        self.trail.add(claim, EventKind.DUPLICATE, self.actor, data)


def _check_survivor(claim: Claim, survivor: Claim) -> None:
    if survivor.status in (*INACTIVE_STATES, Status.MERGED):
        raise CannotDecide(
            f"Claim {survivor.reference} is {Status(survivor.status).label} and does not go on, so "
            "nothing can be merged into it."
        )
    if lifecycle.has_proved_contact(claim) and not lifecycle.has_proved_contact(survivor):
        raise CannotDecide(
            f"The author of claim {claim.reference} has shown control of a contact on file for the "
            f"account, and the author of claim {survivor.reference} has not: they may be two "
            "people. Ask the latter to show it, or say what else they are."
        )
    rule = current_plan(claim.matter).survivor
    # The calculation would pay the merged one otherwise, and count its survivor as a duplicate.
    if _counts_before(claim, survivor, rule):
        raise CannotDecide(
            f"Claim {claim.reference} is the {rule} complete one of the two, so by the plan it "
            f"is the one that goes on, not claim {survivor.reference}. Wait until the claims have "
            "been checked again."
        )


def _counts_before(claim: Claim, other: Claim, rule: Survivor) -> bool:
    if _is_complete(claim) != _is_complete(other):
        return _is_complete(claim)
    return goes_before(filed_of(claim), filed_of(other), rule)


def _is_complete(claim: Claim) -> bool:
    return bool(claim.assessment and claim.assessment.completeness.get("complete", False))


def _is_proposed(claim: Claim) -> bool:
    return claim.decisions.filter(state=Decision.State.PROPOSED).exists()


def _has_same_address(claim: Claim, other: Claim) -> bool:
    """Did both give one e-mail address? Else nobody is told of another's claim."""
    return claim.email_key != "" and claim.email_key == other.email_key
