"""Sealed tallies for tests, as rows: what `claims.tally` leaves, without running it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from claims import plans
from claims.audit import Actor
from claims.casework import docket
from claims.casework.docket.open_matters import current_version
from claims.casework.intake import Submission, submit
from claims.models import Channel, Claim, Determination, Matter, Medium, Tally

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPERATOR = Actor("operator", "olga")
WITHOUT_PROOF, WITH_PROOF = "sca_actual_not_required", "sca_actual_required"


@dataclass(frozen=True)
class Row:
    """One claim of the tally. The defaults are those of a claim that is owed $1,000."""

    external_ref: str = ""
    outcome: str = "payable"
    verdict: str = "eligible"
    cents: int = 100_000
    account_id: str = "A-1"
    state: str = "CA"
    products: str = "premium_career"
    reasons: tuple[str, ...] = ("region.met",)
    last_name: str = "Rivera"
    email: str = "ana.rivera@example.org"


DUPLICATE = Row("D-1", "duplicate", "ineligible", 0)
UNMATCHED = Row(
    "U-1", "unmatched", "undetermined", 0, account_id="", state="", products="", reasons=()
)
TYPICAL = (
    Row("P-1"),
    DUPLICATE,
    Row("P-2", account_id="A-2", state="TX", products="premium_career;recruiter_lite"),
    Row("P-3", "payable", "ineligible", 0, "A-3", "TX", "", reasons=("messages.unmet",)),
    Row("P-4", "payable", "undetermined", 0, "A-4", "", "", reasons=("setting.unknown",)),
    UNMATCHED,
)


def open_sample_matter() -> Matter:
    """The first matter, open."""
    path = plans.library_path("linkedin-inmail")
    text = path.read_text(encoding="utf-8")
    return docket.open_matter(text, path.name, actor=OPERATOR, at=NOW).matter


def file_claim(matter: Matter, row: Row, key: str) -> Claim:
    """A claim as it comes in."""
    submission = Submission(
        filed_at=NOW,
        medium=Medium.WEB,
        signed=True,
        external_ref=row.external_ref,
        first_name="Ana",
        last_name=row.last_name,
        email=row.email,
        street="1 Main St",
    )
    actor = Actor("claimant")
    return submit(matter, submission, channel=Channel.API, key=key, actor=actor, at=NOW).claim


def seal_tally(matter: Matter, rows: Sequence[Row] = TYPICAL, number: int = 7) -> Tally:
    """A sealed tally of these rows, with counts, totals and summary that add up."""
    total = sum(row.cents for row in rows)
    tally = Tally.objects.create(
        number=number,
        matter=matter,
        plan_version=current_version(matter),
        inputs_sha256="1" * 64,
        state=Tally.State.SEALED,
        started_at=NOW,
        sealed_at=NOW,
        folder=f"matters/{matter.slug}/tallies/{number}",
        counts=_counts(rows),
        totals_cents={WITHOUT_PROOF: total, WITH_PROOF: 0},
        summary=_summary(rows),
        root_sha256="2" * 64,
        seal_sha256="3" * 64,
    )
    first: Claim | None = None
    for place, row in enumerate(rows):
        claim = file_claim(matter, row, f"{number}-{place}")
        first = first or claim
        Determination.objects.create(
            tally=tally,
            claim=claim,
            outcome=row.outcome,
            verdict=row.verdict,
            payable_claim=first if row.outcome == "duplicate" else None,
            account_id=row.account_id,
            state=row.state,
            products=row.products,
            reasons=list(row.reasons),
            awards_cents={WITHOUT_PROOF: row.cents} if row.cents else {},
        )
    return tally


def _counts(rows: Sequence[Row]) -> dict[str, object]:
    outcomes = Counter(row.outcome for row in rows)
    verdicts = Counter(row.verdict for row in rows if row.outcome == "payable")
    return {
        "claims": len(rows),
        "matched": len(rows) - outcomes["unmatched"],
        "unmatched": outcomes["unmatched"],
        "duplicates": outcomes["duplicate"],
        "incomplete": outcomes["incomplete"],
        "payable": {name: verdicts[name] for name in ("eligible", "undetermined", "ineligible")},
    }


def _summary(rows: Sequence[Row]) -> dict[str, list[dict[str, object]]]:
    payable = [row for row in rows if row.outcome == "payable"]
    return {
        "by_outcome": [
            {"outcome": outcome, "verdict": verdict, **_part(rows, (outcome, verdict))}
            for outcome, verdict in dict.fromkeys((row.outcome, row.verdict) for row in rows)
        ],
        "by_reason": [
            {"reason": reason, "result": reason.partition(".")[2], "outcome": outcome, "claims": n}
            for (reason, outcome), n in Counter(
                (reason, row.outcome) for row in rows for reason in row.reasons
            ).items()
        ],
        "by_state": [
            {"state": state, **_figures([row for row in payable if row.state == state])}
            for state in dict.fromkeys(row.state for row in payable)
        ],
        "by_product": [
            {"products": name, **_figures([row for row in payable if row.products == name])}
            for name in dict.fromkeys(row.products for row in payable)
        ],
    }


def _part(rows: Sequence[Row], key: tuple[str, str]) -> dict[str, object]:
    figures = _figures([row for row in rows if (row.outcome, row.verdict) == key])
    return {"claims": figures["claims"], "cents": figures["cents"]}


def _figures(rows: Sequence[Row]) -> dict[str, object]:
    return {
        "claims": len(rows),
        "eligible": sum(row.verdict == "eligible" for row in rows),
        "cents": {WITHOUT_PROOF: sum(row.cents for row in rows), WITH_PROOF: 0},
    }
