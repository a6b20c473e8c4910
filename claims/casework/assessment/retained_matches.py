"""Matches that the program made by earlier rules stay, and are listed for a person.

Rules of matching become stricter. A claim that has its account keeps it, unless what the records
say of that account changed, or a key names another one since: its author was told, or has waited.
Where today's rules would have shown the claim to a person, it says so, and one looks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
from more_itertools import chunked

from claims.casework.assessment.exact_matches import NOTICE
from claims.casework.assessment.linkage_decisions import link_claims, match_decisions
from claims.casework.assessment.next_states import can_be_rematched
from claims.casework.lifecycle import casework
from claims.matching.linkage.linkage_model import InvalidModel, LinkageModel
from claims.matching.match_decision import LINKAGE, TODAY_FIELD, MatchDecision
from claims.models import Assessment, Claim, LinkageVersion, Matter, Production
from claims.records.lookup import record_files

_BATCH = 2_000

ClaimProgress = Callable[[int, int], None]
"""Called with how many claims were looked at, and of how many."""


def retained_matches(
    matter: Matter,
    production: Production | None,
    claims: Iterable[Claim],
    decisions: Mapping[int, MatchDecision],
) -> frozenset[int]:
    """The claims, by their primary keys, that keep an account which today's decision is not."""
    doubted = [claim for claim in claims if _differs_from_match(claim, decisions.get(claim.pk))]
    if not doubted:
        return frozenset()
    models = _current_models(matter)
    doubted = [
        claim
        for claim in doubted
        if claim.matched_by not in models and not _was_notice_revoked(claim, decisions[claim.pk])
    ]
    looked_at = dict(
        Assessment.objects.filter(pk__in=[claim.assessment_id for claim in doubted]).values_list(
            "pk", "production_id"
        )
    )
    stand: set[int] = set()
    on_older: dict[int, list[Claim]] = defaultdict(list)
    for claim in doubted:
        on = looked_at.get(claim.assessment_id or 0)
        if production is None or on in (None, production.pk):
            stand.add(claim.pk)
        elif not set(decisions[claim.pk].candidates) - {_account_id(claim)}:
            on_older[on].append(claim)
    if production is None:
        return frozenset(stand)
    for older in Production.objects.filter(pk__in=on_older):
        of_older = on_older[older.pk]
        same = _unchanged_accounts(older, production, {_account_id(claim) for claim in of_older})
        stand |= {claim.pk for claim in of_older if _account_id(claim) in same}
    return frozenset(stand)


def with_current_decision(claim: Claim, decision: MatchDecision) -> dict[str, Any]:
    """The evidence of a match that stands, with what today's rules say beside it."""
    return {**claim.match_evidence, TODAY_FIELD: decision.as_json()}


def mark_in_doubt(stand: Collection[int], others: Collection[int]) -> None:
    """List the claims that stand for a person, and take the others off the list."""
    Claim.objects.filter(pk__in=stand, match_in_doubt=False).update(match_in_doubt=True)
    Claim.objects.filter(pk__in=others, match_in_doubt=True).update(match_in_doubt=False)


def find_matches_to_check(
    matter: Matter, at: datetime, progress: ClaimProgress | None = None
) -> int:
    """Hold every match that the program made against today's rules, and list those that they would
    show to a person. Changes no match. Returns how many are listed."""
    matched = Claim.objects.of(matter).filter(account__isnull=False).order_by("pk")
    keys = list(matched.values_list("pk", flat=True))
    production = Production.objects.current(matter)
    looked_at = 0
    for some in chunked(keys, _BATCH):
        batch = Claim.objects.filter(pk__in=some).select_related("account")
        open_ones = [claim for claim in batch if can_be_rematched(claim)]
        link_claims(matter, open_ones, at)
        decisions = match_decisions(matter, production, open_ones)
        stand = retained_matches(matter, production, open_ones, decisions)
        with casework(matter, batch.filter(pk__in=stand), at) as work:
            for claim in work.claims:
                claim.match_evidence = with_current_decision(claim, decisions[claim.pk])
        mark_in_doubt(stand, [claim.pk for claim in batch if claim.pk not in stand])
        looked_at += len(some)
        if progress:
            progress(looked_at, len(keys))
    return Claim.objects.of(matter).filter(match_in_doubt=True).count()


def _differs_from_match(claim: Claim, decision: MatchDecision | None) -> bool:
    held = _account_id(claim)
    return bool(held) and decision is not None and decision.account_id != held


def _account_id(claim: Claim) -> str:
    return claim.account.account_id if claim.account else ""


def _current_models(matter: Matter) -> frozenset[str]:
    """Which models were trained for today's comparisons: what these matched is not of old rules."""
    found = set()
    for version in LinkageVersion.objects.of(matter):
        try:
            LinkageModel.from_json(version.parameters)
        except InvalidModel:
            continue
        found.add(f"{LINKAGE} {version.number}")
    return frozenset(found)


def _was_notice_revoked(claim: Claim, decision: MatchDecision) -> bool:
    """Was it matched by a notice ID alone that names nobody any more?"""
    before = claim.match_evidence.get("evidence", {})
    by = [key for key, accounts in before.items() if _account_id(claim) in accounts]
    now = {named.key: named.account_ids for named in decision.evidence}
    return by == [NOTICE] and not now.get(NOTICE)


def _unchanged_accounts(
    older: Production, newer: Production, accounts: Collection[str]
) -> set[str]:
    """The accounts of which both productions say the same."""
    before, now = (_account_rows(production, accounts) for production in (older, newer))
    return {each for each in accounts if each in now and before.get(each) == now[each]}


def _account_rows(
    production: Production, accounts: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    paths = [str(path) for path in record_files(production, "accounts", accounts)]
    with duckdb.connect() as connection:
        rows: Sequence[Mapping[str, Any]] = (
            connection.execute(
                "FROM read_parquet($files) WHERE list_contains($accounts, account_id)",
                {"files": paths, "accounts": sorted(accounts)},
            )
            .to_arrow_table()
            .to_pylist()
        )
    # A column that is not given says as little as one that is not there.
    return {row["account_id"]: {key: said for key, said in row.items() if said} for row in rows}
