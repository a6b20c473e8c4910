"""Match, determine, keep the findings, and route each claim to its next state."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
from django.db import transaction
from django.db.models import F, Q

from claims import calculator
from claims.audit import SYSTEM, Trail
from claims.casework.assessment.claim_rows import put_claims, with_opt_out
from claims.casework.assessment.linkage_decisions import match_decisions
from claims.casework.assessment.next_states import can_be_rematched, route_claim
from claims.casework.assessment.record_tables import register_records
from claims.casework.assessment.retained_matches import (
    mark_in_doubt,
    retained_matches,
    with_current_decision,
)
from claims.casework.docket.open_matters import current_version, plan_of
from claims.casework.lifecycle import casework
from claims.files.hashes import sha256_of
from claims.matching.match_decision import MatchDecision
from claims.models import (
    Account,
    Assessment,
    Claim,
    EventKind,
    MatchOutcome,
    Matter,
    PlanVersion,
    Production,
)
from claims.money import duckdb_macros
from claims.plans import MatterPlan
from claims.records.value_meanings import (
    ReadingsByColumn,
    last_reading,
    production_readings,
    production_words,
    readings_by_column,
)


class _RecordsChanged(Exception):
    """An account that nobody had locked is named: a production came in meanwhile."""


@dataclass(frozen=True)
class _Basis:
    """What an assessment rests on; `readings` is how many values of the records were read."""

    production: Production | None
    version: PlanVersion
    readings: int


def assess(matter: Matter, claim_ids: Iterable[int], at: datetime) -> None:
    """Hold claims, and all others of the accounts they name, against the records.

    Everything is one transaction; doing it twice changes nothing the second time. Accounts are
    locked before claims and both in the order of their keys, so that two batches that meet at one
    account wait for each other instead of each taking its own claim for the payable one.
    """
    claim_ids = list(claim_ids)
    while True:
        try:
            return _try_assess(matter, claim_ids, at)
        except _RecordsChanged:
            # Rolled back to before the locks: they are taken anew, and in their order.
            continue


def _try_assess(matter: Matter, claim_ids: Sequence[int], at: datetime) -> None:
    # Read before anything is matched: should newer records come in between, the assessment names
    # the older production and `request_reassessment` finds it outdated.
    production = Production.objects.current(matter)
    version = current_version(matter)
    read = last_reading(matter)
    plan = plan_of(version)
    with transaction.atomic():
        asked = Claim.objects.of(matter).filter(pk__in=claim_ids)
        accounts = _lock_accounts(matter, match_decisions(matter, production, list(asked)), asked)
        batch = Claim.objects.filter(
            Q(pk__in=asked.values("pk")) | Q(account__in=accounts.values())
        )
        with casework(matter, batch.select_related("account"), at) as work:
            open_to_the_machine = [c for c in work.claims if can_be_rematched(c)]
            decisions = match_decisions(matter, production, open_to_the_machine)
            stand = retained_matches(matter, production, open_to_the_machine, decisions)
            _apply_matches(work.claims, decisions, stand, accounts, work.trail)
            work.save()
            mark_in_doubt(stand, [claim.pk for claim in work.claims if claim.pk not in stand])
            opted_out = _opt_outs(work.claims)
            rows = _determination_rows(
                work.claims, opted_out, production, plan, readings_by_column(matter, read)
            )
            basis = _Basis(production, version, read)
            _store_assessments(work.claims, rows, basis, plan, work.trail)
            for claim in work.claims:
                route_claim(
                    claim,
                    plan,
                    rows[claim.pk],
                    work.trail,
                    opted_out_itself=opted_out.get(claim.pk, False),
                )


def _lock_accounts(
    matter: Matter, decisions: Mapping[int, MatchDecision], asked: Iterable[Claim]
) -> dict[str, Account]:
    named = {account_id for d in decisions.values() for account_id in d.candidates}
    held = {claim.account_id for claim in asked if claim.account_id}
    accounts = (
        Account.objects.of(matter)
        .filter(Q(account_id__in=named) | Q(pk__in=held))
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    return {account.account_id: account for account in accounts}


def _apply_matches(
    claims: Sequence[Claim],
    decisions: Mapping[int, MatchDecision],
    stand: Collection[int],
    accounts: Mapping[str, Account],
    trail: Trail,
) -> None:
    for claim in claims:
        decision = decisions.get(claim.pk)
        if decision is None:
            continue
        if claim.pk in stand:
            claim.match_evidence = with_current_decision(claim, decision)
            continue
        if decision.account_id is not None and decision.account_id not in accounts:
            raise _RecordsChanged
        evidence = decision.as_json()
        if claim.match_outcome == decision.outcome and claim.match_evidence == evidence:
            continue
        claim.match_outcome = MatchOutcome(decision.outcome.value)
        claim.match_evidence = evidence
        claim.matched_by = decision.by if decision.account_id else ""
        claim.account = accounts[decision.account_id] if decision.account_id else None
        trail.add(
            claim,
            EventKind.MATCHED,
            SYSTEM,
            {
                "outcome": decision.outcome.value,
                "account": decision.account_id or "",
                "candidates": len(decision.candidates),
            },
        )


def _opt_outs(claims: Sequence[Claim]) -> dict[int, bool]:
    """Claims that an opt-out names, by whether it names the claim itself and not only its account.
    Their matches are saved by now."""
    named = with_opt_out(Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
    pairs = named.filter(Q(opted_out=True)).values_list("pk", F("opted_out_itself"))
    return dict(pairs)


def _determination_rows(
    claims: Sequence[Claim],
    opted_out: Mapping[int, bool],
    production: Production | None,
    plan: MatterPlan,
    said: ReadingsByColumn,
) -> dict[int, dict[str, Any]]:
    with duckdb.connect() as connection:
        duckdb_macros.install_macros(connection)
        put_claims(connection, claims, opted_out)
        accounts = {claim.account.account_id for claim in claims if claim.account}
        incomplete = register_records(production, connection, accounts)
        # Prepared once a plan: building the expressions takes longer than running them.
        readings = production_readings(production, plan, said) if production else {}
        has_refunds = production_words(production).has_refunds if production else False
        sql = calculator.determination_sql(plan, incomplete, readings, has_refunds=has_refunds)
        result = connection.execute(sql)
        return {row["claim_id"]: row for row in result.to_arrow_table().to_pylist()}


def _store_assessments(
    claims: Sequence[Claim],
    rows: Mapping[int, Mapping[str, Any]],
    basis: _Basis,
    plan: MatterPlan,
    trail: Trail,
) -> None:
    """Keep what was found, once per content, and point the claims at it."""
    production, version = basis.production, basis.version
    made = [_new_assessment(claim, rows[claim.pk], basis, plan, trail.at) for claim in claims]
    known = {
        (row.claim_id, row.sha256): row
        for row in Assessment.objects.filter(
            claim__in=claims, sha256__in={assessment.sha256 for assessment in made}
        )
    }
    fresh = [a for a in made if (a.claim_id, a.sha256) not in known]
    known |= {(a.claim_id, a.sha256): a for a in Assessment.objects.bulk_create(fresh)}
    for claim, assessment in zip(claims, made, strict=True):
        row = rows[claim.pk]
        claim.outcome = row["outcome"]
        claim.verdict = row["verdict"]
        claim.competing = row["competing"]
        claim.payable_claim_id = row["payable_claim_id"]
        kept = known[claim.pk, assessment.sha256]
        if claim.assessment_id != kept.pk:
            claim.assessment = kept
            trail.add(
                claim,
                EventKind.ASSESSED,
                SYSTEM,
                {
                    "outcome": kept.outcome,
                    "verdict": kept.verdict,
                    "competing": row["competing"],
                    "plan_version": version.number,
                    "production": production.number if production else 0,
                    "assessment_sha256": kept.sha256,
                },
            )


def _new_assessment(
    claim: Claim,
    row: Mapping[str, Any],
    basis: _Basis,
    plan: MatterPlan,
    at: datetime,
) -> Assessment:
    production, version = basis.production, basis.version
    parts = ("timely", "signed", "not_excluded", "not_withdrawn", "complete")
    assessment = Assessment(
        claim=claim,
        plan_version=version,
        production=production,
        readings=basis.readings,
        made_at=at,
        outcome=row["outcome"],
        verdict=row["verdict"],
        findings=[finding.as_json() for finding in calculator.findings(plan, row)],
        completeness={part: row[part] for part in parts},
        awards_cents={
            theory.key: int(row[f"award_{theory.key}"]) for theory in plan.heads_of_award
        },
    )
    assessment.sha256 = sha256_of(
        {
            "plan": version.sha256,
            "records": production.sha256 if production else "",
            # There only where somebody read a value, so that what was found before stays the same.
            **({"readings": basis.readings} if basis.readings else {}),
            "account": row["account_id"],
            "outcome": assessment.outcome,
            "verdict": assessment.verdict,
            "computed_verdict": row["computed_verdict"],
            "competing": row["competing"],
            "payable_claim": row["payable_claim_id"],
            "findings": assessment.findings,
            "completeness": assessment.completeness,
            "awards_cents": assessment.awards_cents,
        }
    )
    return assessment
