"""Claims as `matching.clusters` reads them, and which of them are looked at."""

from collections.abc import Iterator, Sequence

from django.db.models import BooleanField, Case, QuerySet, Value, When

from claims.casework.assessment.claim_rows import tie_reference_sql
from claims.matching.clusters.pairs import ACCOUNT_KIND, JOINING_KINDS
from claims.models import Claim, DuplicateFlag, Matter, Status, Verdict, Work
from claims.models.claim import ClaimQuerySet
from claims.models.rows_out import QueryColumn

INACTIVE_STATES = (
    *(Status.WITHDRAWN, Status.OPTED_OUT, Status.EXPIRED, Status.DENIED, Status.FINAL_DENIED),
    Status.RESIDUAL,
)
"""Claims that go on no more: nothing is a duplicate of them, nor they of anything."""

_EVERY_KEY = (*(kind.value for kind in JOINING_KINDS), ACCOUNT_KIND)

CLAIM_COLUMNS = (
    QueryColumn("id", "BIGINT"),
    QueryColumn("reference", "VARCHAR"),
    QueryColumn("external_ref", "VARCHAR", is_typed=True),
    QueryColumn("channel", "VARCHAR"),
    QueryColumn("filed_at", "TIMESTAMP"),
    QueryColumn("is_complete", "BOOLEAN"),
    QueryColumn("found_eligible", "BOOLEAN"),
    QueryColumn("status", "VARCHAR"),
    QueryColumn("account_id", "BIGINT"),
    QueryColumn("first_name", "VARCHAR", is_typed=True),
    QueryColumn("last_name", "VARCHAR", is_typed=True),
    QueryColumn("birth_date", "VARCHAR", is_typed=True),
)
"""What is read of a claim, with the engine's type of each."""

FILED_SQL = f"""
    SELECT id AS claim, reference,
        {tie_reference_sql("external_ref")} AS ref,
        filed_at, is_complete AS complete, status <> '{Status.MERGED.value}' AS may_survive,
        found_eligible, account_id AS account, first_name, last_name, birth_date
    FROM read
"""  # noqa: S608  # nosec B608


def comparable_claims(matter: Matter) -> ClaimQuerySet:
    """The matter's claims that go on and can be looked at: `is_complete` as last assessed,
    `found_eligible` by a person."""
    complete = When(assessment__completeness__complete=True, then=Value(True))
    found = When(decided_verdict=Verdict.ELIGIBLE, then=Value(True))
    return (
        Claim.objects.of(matter)
        .exclude(status__in=INACTIVE_STATES)
        .exclude(put_aside=Work.DUPLICATES)
        .annotate(
            is_complete=Case(complete, default=Value(False), output_field=BooleanField()),
            found_eligible=Case(found, default=Value(False), output_field=BooleanField()),
        )
    )


def separated_pairs(
    flags: QuerySet[DuplicateFlag],
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Pairs that a person found to be two people's, with the keys that they shared then; those that
    compete stay so whatever they share."""
    told = flags.filter(state__in=(DuplicateFlag.State.CLEARED, DuplicateFlag.State.COMPETING))
    for flag in told.only("claim_id", "survivor_id", "state", "apart"):
        competes = flag.state == DuplicateFlag.State.COMPETING
        yield flag.claim_id, flag.survivor_id, _EVERY_KEY if competes else flag.apart
