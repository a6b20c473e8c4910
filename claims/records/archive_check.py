"""The claimant's archive held against the records of the claim's account.

Nothing follows from it by itself: it is no finding of a criterion, and the archive's e-mail
addresses and profile address are no keys by which a claim is matched.
"""

from collections.abc import Mapping
from typing import Any

from claims.law.periods import Period
from claims.matching.email_addresses import addresses_in
from claims.models import Account, ArchiveEvidence, Claim, Production
from claims.plans import MatterPlan
from claims.plans.fact_kinds import RecordRows, RowFilter
from claims.plans.record_columns import AMOUNT_COLUMNS
from claims.plans.refund_rows import is_refund
from claims.records import lookup
from claims.records.archives import ArchiveSummary
from claims.records.archives.archive_comparison import (
    AccountRecords,
    ComparisonLine,
    RecordedMessages,
    RecordedSubscription,
    compare_archive,
)


def archive_comparison_lines(claim: Claim, plan: MatterPlan) -> list[ComparisonLine]:
    """What the claim's archive and the records of its account say; empty without either."""
    archive: ArchiveEvidence | None = getattr(claim, "archive", None)
    if archive is None or claim.account is None:
        return []
    production = lookup.current_production(claim.matter)
    if production is None:
        return []
    records = _account_records(production, claim.account, plan)
    return compare_archive(ArchiveSummary.from_json(archive.summary), records, plan.period)


def _account_records(production: Production, account: Account, plan: MatterPlan) -> AccountRecords:
    rows = lookup.account_rows(production, account.account_id)
    return AccountRecords(
        messages=_recorded_messages(production, account, plan.period),
        subscriptions=[
            RecordedSubscription(
                row["started_on"], row["ended_on"], row["amount_cents"], row["currency"]
            )
            for row in rows.subscriptions
            if _counts_for_plan(row, plan)
        ],
        emails=[
            address.text
            for cell in (account.email, account.other_emails)
            for address in addresses_in(cell)
        ],
        profile_url=account.profile_url,
        name=f"{account.first_name} {account.last_name}".strip(),
        created_on=account.created_on,
        # A refused row of the account may be one that the archive speaks of.
        incomplete=frozenset([*production.incomplete_kinds, *(r["kind"] for r in rows.refused)]),
    )


def _recorded_messages(
    production: Production, account: Account, period: Period
) -> list[RecordedMessages]:
    counts = lookup.messages_by_month(production, account.account_id, period)
    return [RecordedMessages(c.month, c.channel, c.direction, c.count) for c in counts]


def _counts_for_plan(row: Mapping[str, Any], plan: MatterPlan) -> bool:
    """Whether the plan looks at this subscription: a paid one of Premium, in the first matter."""
    return not is_refund(row) and any(
        all(_passes(row, rule) for rule in fact.where)
        for fact in plan.facts.values()
        if isinstance(fact, RecordRows) and fact.of == "subscriptions"
    )


def _passes(row: Mapping[str, Any], rule: RowFilter) -> bool:
    if rule.column in AMOUNT_COLUMNS:
        cents = row[AMOUNT_COLUMNS[rule.column]]
        return bool(cents > rule.bound if rule.above is not None else cents >= rule.bound)
    allowed = rule.one_of if rule.one_of is not None else (rule.equals,)
    return row[rule.column] in allowed
