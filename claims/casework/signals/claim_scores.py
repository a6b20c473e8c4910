"""Scores of claims: found, kept once a content, and what follows from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from more_itertools import chunked

from claims.audit import SYSTEM
from claims.casework.lifecycle import casework
from claims.casework.lifecycle.locked_claims import Casework
from claims.casework.signals import shared_keys, single_signals
from claims.casework.signals.rule_versions import version_in_force, version_rules
from claims.casework.signals.scope import Scope
from claims.casework.signals.score_holds import apply_holds, warrants_hold
from claims.casework.signals.shared_keys import Deduction, SharedKeys
from claims.casework.signals.signal_rules import SignalRules, score_of
from claims.casework.signals.waves import WAVE_CODES as SEEN_OVER_ALL
from claims.casework.signals.waves import WaveSearch
from claims.files.hashes import sha256_of
from claims.models import Claim, EventKind, Matter, Score, SignalCode, SignalVersion

FILED = "filed"
_LOCKED_AT_ONCE = 500
_CODE_RANKS = {code.value: place for place, code in enumerate(SignalCode)}

DeductionsByClaim = dict[int, list[Deduction]]


def score_new_claims(matter: Matter, claims: Iterable[int], at: datetime) -> None:
    """Score these claims by what is known now; doing it twice changes nothing the second time.

    Only keys that these claims have are looked up. What shows only over all claims (waves,
    patterns) stays as it was last found.
    """
    claims = list(claims)
    version = version_in_force(matter, at)
    rules = version_rules(version)
    scope = Scope(matter, claims)
    found = _deductions_in(shared_keys.widely_shared_keys(matter, rules, scope), rules, scope)
    for score in Score.objects.filter(current_of__in=claims):
        kept = [each for each in score.deductions if each["code"] in SEEN_OVER_ALL]
        if kept:
            found.setdefault(score.claim_id, []).extend(kept)
    store_scores(matter, found, scope, version, FILED, at)


def score_range(
    scope: Scope,
    shared: SharedKeys,
    waves: WaveSearch,
    version: SignalVersion,
    occasion: str,
    at: datetime,
) -> None:
    """Score the claims from the scope's first to its last, by what was found over all."""
    rules = version_rules(version)
    found = _deductions_in(shared, rules, scope)
    for claim, deduction in waves.found(scope):
        found.setdefault(claim, []).append(_with_points(deduction, rules))
    store_scores(scope.matter, found, scope, version, occasion, at)


def store_scores(
    matter: Matter,
    found: DeductionsByClaim,
    scope: Scope,
    version: SignalVersion,
    occasion: str,
    at: datetime,
) -> None:
    """Keep what was found of each claim in scope, once a content, and hold or let go.

    Claims of which nothing is found and nothing was found before are left alone.
    """
    before = Claim.objects.filter(scope.among_claims(), score__isnull=False)
    concerned = sorted({*found, *before.values_list("pk", flat=True)})
    for some in chunked(concerned, _LOCKED_AT_ONCE):
        claims = Claim.objects.filter(pk__in=some).select_related("score")
        with casework(matter, claims, at) as work:
            _store_locked(work, found, version, occasion)


def _deductions_in(shared: SharedKeys, rules: SignalRules, scope: Scope) -> DeductionsByClaim:
    found: dict[int, dict[str, Deduction]] = defaultdict(dict)
    for source in (
        shared_keys.shared_deductions(shared, rules, scope),
        single_signals.single_deductions(rules, scope),
    ):
        for claim, deduction in source:
            code = str(deduction["code"])
            known = found[claim].get(code)
            # Of two documents the one that more claims have.
            if known is None or deduction.get("others", 0) > known.get("others", 0):  # type: ignore[operator]
                found[claim][code] = deduction
    return {
        claim: [_with_points(each, rules) for each in of_claim.values()]
        for claim, of_claim in found.items()
    }


def _with_points(deduction: Deduction, rules: SignalRules) -> Deduction:
    points = rules.signals[SignalCode(str(deduction["code"]))].points
    return {"code": deduction["code"], "points": points, **deduction}


def _store_locked(
    work: Casework, found: DeductionsByClaim, version: SignalVersion, occasion: str
) -> None:
    rules = version_rules(version)
    made = {
        claim.pk: _new_score(claim, found.get(claim.pk, []), version, occasion, work.trail.at)
        for claim in work.claims
        if claim.score_id or found.get(claim.pk)
    }
    kept = _stored_scores(work.claims, made)
    for claim in work.claims:
        score = kept.get(claim.pk)
        if score is None or claim.score_id == score.pk:
            continue
        claim.score = score
        work.trail.add(
            claim,
            EventKind.SCORED,
            SYSTEM,
            {
                "score": score.score,
                "codes": [each["code"] for each in score.deductions],
                "occasion": occasion,
                "rules": version.number,
                "score_sha256": score.sha256,
            },
        )
    apply_holds(work.claims, kept, rules, work.trail, SYSTEM)


def _stored_scores(claims: Sequence[Claim], made: Mapping[int, Score]) -> dict[int, Score]:
    """The rows that hold these scores: those there are, and new ones for the others."""
    known = {
        (score.claim_id, score.sha256): score
        for score in Score.objects.filter(
            claim__in=claims, sha256__in={score.sha256 for score in made.values()}
        )
    }
    fresh = [score for key, score in made.items() if (key, score.sha256) not in known]
    known |= {(s.claim_id, s.sha256): s for s in Score.objects.bulk_create(fresh, batch_size=500)}
    return {key: known[key, score.sha256] for key, score in made.items()}


def _new_score(
    claim: Claim,
    deductions: list[Deduction],
    version: SignalVersion,
    occasion: str,
    at: datetime,
) -> Score:
    rules = version_rules(version)
    counted: list[dict[str, Any]] = sorted(
        (each for each in deductions if each["points"]),
        key=lambda each: _CODE_RANKS[str(each["code"])],
    )
    score = score_of(counted)
    return Score(
        claim=claim,
        version=version,
        occasion=occasion,
        score=score,
        effect=_effect(score, counted, rules),
        codes="".join(f"|{each['code']}" for each in counted) + "|" * bool(counted),
        deductions=counted,
        made_at=at,
        sha256=sha256_of({"rules": version.sha256, "deductions": counted}),
    )


def _effect(score: int, counted: Sequence[Deduction], rules: SignalRules) -> Score.Effect:
    if warrants_hold(counted, rules):
        return Score.Effect.HOLD
    return Score.Effect.ROUTE if score < rules.route_below else Score.Effect.NONE
