"""What matching decided, held against a file of the accounts that are known to be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from more_itertools import chunked

from claims.matching import match_quality
from claims.matching.match_decision import MatchResult, is_by_machine
from claims.models import Account, Channel, Claim, Matter
from claims.models.claim import ClaimQuerySet
from claims.records.row_files import FileRefused, Form, Note, open_table

_COLUMNS = ("external_ref", "account_id")
_FORMS = dict.fromkeys(_COLUMNS, Form.IDENTIFIER)
_BATCH = 10_000


@dataclass(frozen=True)
class Measurement:
    """Each claim that the file names, and what the file and the matter have not in common."""

    claims: list[match_quality.MeasuredClaim]
    not_measured: int
    """Claims of the matter that the file does not name."""
    accounts_not_listed: int
    """Claims whose account is not in the class list, as where its row was refused: nobody can
    match them, and they count as having none."""
    not_filed: int
    """Rows of the file that name no claim of the matter, as where the claim was refused."""


def read_truth(matter: Matter, truth: Path, notes: list[Note] | None = None) -> dict[str, str]:
    """The file (external_ref, account_id; blank: no account) as a mapping.

    What was passed over is added to `notes`. Raises FileRefused when a row cannot be read or
    contradicts another, or when none names a claim of the matter.
    """
    known: dict[str, str] = {}
    reader = open_table(truth, _COLUMNS, exact=_COLUMNS, forms=_FORMS)
    for batch in reader:
        for row in batch.unreadable:
            raise FileRefused(truth.name, f"line {row.line}, {row.column}: {row.reason}")
        for line, cells in batch.rows():
            reference, account = cells["external_ref"], cells["account_id"]
            if not reference:
                raise FileRefused(
                    truth.name, f"line {line}, external_ref: It is blank. Name a claim."
                )
            if known.setdefault(reference, account) != account:
                raise FileRefused(
                    truth.name,
                    f"line {line}: {reference} came before with another account. "
                    "Keep one of the two rows.",
                )
    if notes is not None:
        notes += reader.notes()
    if not any(
        reference in known
        for reference in _bulk_claims(matter).values_list("external_ref", flat=True)
    ):
        raise FileRefused(
            truth.name,
            f"none of its {len(known)} rows names a claim of {matter.slug} that came in a file. "
            "Import the claims first, or give the truth of this matter.",
        )
    return known


def measure_quality(matter: Matter, truth: Mapping[str, str]) -> Measurement:
    """What matching decided of the claims that `truth` names; they have been looked at."""
    by_ref = {
        claim.external_ref: claim
        for claim in _bulk_claims(matter).select_related("account").iterator()
        if claim.external_ref in truth
    }
    filed = {reference: account for reference, account in truth.items() if reference in by_ref}
    listed = _listed_accounts(matter, set(filed.values()))
    return Measurement(
        claims=[
            _measured_claim(by_ref[reference], account if account in listed else None)
            for reference, account in filed.items()
        ],
        not_measured=Claim.objects.of(matter).count() - len(filed),
        accounts_not_listed=sum(
            bool(account) and account not in listed for account in filed.values()
        ),
        not_filed=len(truth) - len(filed),
    )


def _bulk_claims(matter: Matter) -> ClaimQuerySet:
    return Claim.objects.of(matter).filter(channel=Channel.BULK)


def _listed_accounts(matter: Matter, accounts: Iterable[str]) -> set[str]:
    listed = set[str]()
    for asked in chunked(sorted(accounts), _BATCH):
        found = Account.objects.of(matter).filter(account_id__in=asked)
        listed |= set(found.values_list("account_id", flat=True))
    return listed


def _measured_claim(claim: Claim, true_account: str | None) -> match_quality.MeasuredClaim:
    return match_quality.MeasuredClaim(
        external_ref=claim.external_ref or "",
        true_account=true_account,
        outcome=MatchResult(claim.match_outcome),
        account=claim.account.account_id if claim.account else None,
        candidates=tuple(claim.match_evidence.get("candidates", ())),
        state=claim.state,
        family_name=claim.last_name,
        by_machine=is_by_machine(claim.matched_by),
    )
