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

from claims.casework.assessment.linking import link, match
from claims.casework.assessment.matching import NOTICE
from claims.casework.assessment.routing import may_be_matched_again
from claims.casework.lifecycle import casework
from claims.matching.decision import LINKAGE, TODAY, MatchDecision
from claims.matching.linkage.model import LinkageModel, NotAModel
from claims.models import Assessment, Claim, LinkageVersion, Matter, Production
from claims.records.lookup import files_of

_BATCH = 2_000

Progress = Callable[[int, int], None]
"""Called with how many claims were looked at, and of how many."""


def matches_that_stand(
    matter: Matter,
    production: Production | None,
    claims: Iterable[Claim],
    decisions: Mapping[int, MatchDecision],
) -> frozenset[int]:
    """The claims, by their primary keys, that keep an account which today's decision is not."""
    doubted = [claim for claim in claims if _is_doubted(claim, decisions.get(claim.pk))]
    if not doubted:
        return frozenset()
    models = _models_of_today(matter)
    doubted = [
        claim
        for claim in doubted
        if claim.matched_by not in models and not _was_revoked(claim, decisions[claim.pk])
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
        elif not set(decisions[claim.pk].candidates) - {_account(claim)}:
            on_older[on].append(claim)
    if production is None:
        return frozenset(stand)
    for older in Production.objects.filter(pk__in=on_older):
        of_older = on_older[older.pk]
        same = _unchanged(older, production, {_account(claim) for claim in of_older})
        stand |= {claim.pk for claim in of_older if _account(claim) in same}
    return frozenset(stand)


def with_today(claim: Claim, decision: MatchDecision) -> dict[str, Any]:
    """The evidence of a match that stands, with what today's rules say beside it."""
    return {**claim.match_evidence, TODAY: decision.as_json()}


def mark(stand: Collection[int], others: Collection[int]) -> None:
    """List the claims that stand for a person, and take the others off the list."""
    Claim.objects.filter(pk__in=stand, match_in_doubt=False).update(match_in_doubt=True)
    Claim.objects.filter(pk__in=others, match_in_doubt=True).update(match_in_doubt=False)


def find_matches_to_check(matter: Matter, at: datetime, progress: Progress | None = None) -> int:
    """Hold every match that the program made against today's rules, and list those that they would
    show to a person. Changes no match. Returns how many are listed."""
    matched = Claim.objects.of(matter).filter(account__isnull=False).order_by("pk")
    keys = list(matched.values_list("pk", flat=True))
    production = Production.objects.current(matter)
    looked_at = 0
    for some in chunked(keys, _BATCH):
        batch = Claim.objects.filter(pk__in=some).select_related("account")
        open_ones = [claim for claim in batch if may_be_matched_again(claim)]
        link(matter, open_ones, at)
        decisions = match(matter, production, open_ones)
        stand = matches_that_stand(matter, production, open_ones, decisions)
        with casework(matter, batch.filter(pk__in=stand), at) as work:
            for claim in work.claims:
                claim.match_evidence = with_today(claim, decisions[claim.pk])
        mark(stand, [claim.pk for claim in batch if claim.pk not in stand])
        looked_at += len(some)
        if progress:
            progress(looked_at, len(keys))
    return Claim.objects.of(matter).filter(match_in_doubt=True).count()


def _is_doubted(claim: Claim, decision: MatchDecision | None) -> bool:
    held = _account(claim)
    return bool(held) and decision is not None and decision.account_id != held


def _account(claim: Claim) -> str:
    return claim.account.account_id if claim.account else ""


def _models_of_today(matter: Matter) -> frozenset[str]:
    """Which models were trained for today's comparisons: what these matched is not of old rules."""
    found = set()
    for version in LinkageVersion.objects.of(matter):
        try:
            LinkageModel.from_json(version.parameters)
        except NotAModel:
            continue
        found.add(f"{LINKAGE} {version.number}")
    return frozenset(found)


def _was_revoked(claim: Claim, decision: MatchDecision) -> bool:
    """Was it matched by a notice ID alone that names nobody any more?"""
    before = claim.match_evidence.get("evidence", {})
    by = [key for key, accounts in before.items() if _account(claim) in accounts]
    now = {named.key: named.account_ids for named in decision.evidence}
    return by == [NOTICE] and not now.get(NOTICE)


def _unchanged(older: Production, newer: Production, accounts: Collection[str]) -> set[str]:
    """The accounts of which both productions say the same."""
    before, now = (_rows(production, accounts) for production in (older, newer))
    return {each for each in accounts if each in now and before.get(each) == now[each]}


def _rows(production: Production, accounts: Collection[str]) -> dict[str, Mapping[str, Any]]:
    paths = [str(path) for path in files_of(production, "accounts", accounts)]
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
