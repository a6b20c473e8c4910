"""A small class of every outcome and verdict, and what a tally of it must say."""

from typing import Any

from claims.models import Matter
from tests.factories import (
    NOW,
    WITH_PROOF,
    WITHOUT_PROOF,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)

EXPECTED_COUNTS = {
    "claims": 8,
    "matched": 7,
    "unmatched": 1,
    "duplicates": 1,
    "incomplete": 1,
    "payable": {"eligible": 3, "undetermined": 1, "ineligible": 1},
}
EXPECTED_TOTALS = {WITHOUT_PROOF: 300_000, WITH_PROOF: 0}


def populate(matter: Matter) -> None:
    """Eight claims: three eligible (one of them with a duplicate), and one of each other kind."""
    produce(
        matter,
        member("A1"),
        member("A2", state="TX", product="recruiter_lite"),
        member("A3", state="TX"),
        member("A4", country="CA", state=""),
        member("A5", country=""),
        member("A6"),
    )
    for name in ("a1", "a2", "a3", "a4", "a5"):
        file_claim(matter, email=f"{name}@example.org", external_ref=f"{name}-first")
    file_claim(matter, email="a1@example.org", external_ref="a1-second", filed_at=NOW)
    file_claim(matter, email="a6@example.org", external_ref="a6-unsigned", signed=False)
    file_claim(matter, email="nobody@example.org", external_ref="nobody", state="NV")


def checked_matter() -> Matter:
    """The sample matter with these claims, held against the records."""
    matter = open_matter()
    populate(matter)
    check(matter)
    return matter


def tallied_matter() -> None:
    """The same with a sealed tally."""
    run_tally(checked_matter())


def cents(rows: list[dict[str, Any]], theory: str = WITHOUT_PROOF) -> int:
    return sum(row["cents"][theory] for row in rows)
