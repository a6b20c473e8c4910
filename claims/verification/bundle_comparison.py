"""Every claim of a bundle recomputed and held against what was published of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.plans import Plan
from claims.verification.bundle_columns import determination_columns
from claims.verification.bundle_evaluation import FactsEvaluator, FactsResult
from claims.verification.bundle_facts import (
    BundleMismatch,
    ClaimOrder,
    FactsFile,
    FiledClaim,
    check_header,
    is_put_aside,
)
from claims.verification.bundle_rows import cell_in_message, cell_text, cells_of, rows_of
from claims.verification.own_determinations import (
    FilingDates,
    completeness,
    conclude_claim,
    is_owed,
)
from claims.verification.own_fund_division import (
    ClaimPayment,
    FundResult,
    divide_fund,
    payability,
)
from claims.verification.own_merits import CannotRecalculate
from claims.verification.own_payable_claims import PayableClaims
from claims.verification.own_totals import ClaimTotals, OutcomeCounts

DETERMINATIONS_FILE = "determinations.csv"
_CLAIMS_PER_REPORT = 20_000
Progress = Any


@dataclass(frozen=True)
class BundleComparison:
    """How many claims are the same, the hashes of both tables as recomputed, and the totals."""

    claims: int
    facts: str
    determinations: str
    totals: dict[str, Any]


def compare_bundle(folder: Path, plan: Plan, show: Progress | None = None) -> BundleComparison:
    """Recompute the bundle's claims one at a time; raises Differs at the first that differs.

    The facts are read twice, with a fund three times: a claim's standing depends on later ones, and
    its payment on all. Raises NotABundle for what cannot be read.
    """
    return _BundleComparer(folder, plan, show or (lambda stage, done: None)).run()


@dataclass
class _FundPayments:
    """The fund divided, with a case for each claim that takes part, in order."""

    divided: FundResult | None = None
    cases: list[ClaimPayment] = field(default_factory=list)


class _BundleComparer:
    def __init__(self, folder: Path, plan: Plan, show: Progress) -> None:
        self._published = folder / DETERMINATIONS_FILE
        self._facts = FactsFile(folder, plan)
        self._plan, self._stated, self._show = plan, plan.as_json(), show
        self._window, self._standing = FilingDates(self._stated), PayableClaims(plan.survivor)
        self._judge = FactsEvaluator(plan)
        self._columns = determination_columns(plan)
        self._counts, self._sums, self._of_fund = (
            OutcomeCounts(),
            ClaimTotals(plan),
            ClaimTotals(plan),
        )

    def run(self) -> BundleComparison:
        self._find_payable_claims()
        paid = self._divide() if self._plan.fund is not None else _FundPayments()
        digest, claims = hashlib.sha256(), 0
        published = rows_of(self._published)
        header = ",".join(self._columns)
        check_header(DETERMINATIONS_FILE, next(published, ""), header)
        digest.update(header.encode() + b"\n")
        for expected in self._determinations(paid):
            claims += 1
            row = ",".join(expected)
            found = next(published, None)
            if row != found:
                raise BundleMismatch(_difference(expected, found, self._columns))
            digest.update(row.encode() + b"\n")
        self._refuse_extra_rows(next(published, None))
        return BundleComparison(claims, self._facts.sha256, digest.hexdigest(), self._totals(paid))

    def _claims(self, stage: str) -> Iterator[FiledClaim]:
        for done, filed in enumerate(self._facts.claims(), start=1):
            if done % _CLAIMS_PER_REPORT == 0:
                self._show(stage, done)
            yield filed

    def _find_payable_claims(self) -> None:
        """First pass: the order of the claims, and which is payable for each account."""
        order = ClaimOrder()
        for filed in self._claims("reading"):
            row = filed.row
            order.check(row)
            if row["account"] is not None and completeness(row, self._window)["complete"]:
                self._standing.add(row)

    def _judged(self, filed: FiledClaim) -> tuple[FactsResult, dict[str, Any]]:
        claim = filed.row["claim"]
        judged = self._judge.judge(claim, filed.facts)
        if judged.misstated is not None:
            raise BundleMismatch(f"claim {claim}: {judged.misstated}")
        if judged.has_records and filed.row["account"] is None:
            raise BundleMismatch(
                f"claim {claim}: account is blank, and it has facts of an account."
            )
        if is_put_aside(filed.row):
            _check_put_aside(filed.row, judged)
        return judged, conclude_claim(filed.row, self._window, self._standing, judged.verdict)

    def _divide(self) -> _FundPayments:
        """Second pass, with a fund: the payable claims that take part, and what each is paid."""
        cases = []
        for filed in self._claims("dividing"):
            judged, found = self._judged(filed)
            if found["outcome"] != "payable":
                continue
            verdict, standing = found["verdict"], filed.row["standing"]
            treatment = payability(verdict, standing, judged.is_known, self._stated)
            cases.append(ClaimPayment(found["claim"], judged.terms, treatment, judged.is_capped))
        try:
            shared = {pool["key"]: pool for pool in self._stated["pools"]}
            return _FundPayments(divide_fund(cases, self._stated, shared, 1), cases)
        except CannotRecalculate as error:
            raise BundleMismatch(f"The fund cannot be divided: {error}") from error

    def _determinations(self, paid: _FundPayments) -> Iterator[list[str]]:
        """Last pass: the cells of each claim's determination."""
        nothing, cases = ["0"] * len(self._judge.heads), iter(paid.cases)
        for filed in self._claims("recomputing"):
            judged, found = self._judged(filed)
            owed, is_payable = is_owed(found), found["outcome"] == "payable"
            case = next(cases) if paid.divided and is_payable else None
            self._counts.add(found["outcome"], found["verdict"], is_put_aside(filed.row))
            self._add(found, judged, owed, case)
            yield [
                *map(cell_text, found.values()),
                *judged.criteria,
                *(judged.awards if owed else nothing),
                *self._money(case, paid.divided),
            ]

    def _money(self, case: ClaimPayment | None, divided: FundResult | None) -> Iterator[str]:
        if divided is None:
            return
        for pool in divided.pools:
            claim = case.claim if case else None
            yield str(pool.filling.shares.get(claim, 0))  # type: ignore[arg-type]
            yield pool.filling.bounds.get(claim, "")  # type: ignore[arg-type]
        yield from map(str, case.money if case else (0, 0, 0))

    def _add(
        self, found: Mapping[str, Any], judged: FactsResult, owed: bool, case: ClaimPayment | None
    ) -> None:
        awards = {
            f"award_{key}": cents if owed else 0
            for key, cents in zip(self._judge.heads, judged.cents, strict=True)
        }
        row = {
            "verdict": found["verdict"],
            "award": judged.award if owed else 0,
            "payment": case.money[0] if case else 0,
            **awards,
        }
        self._sums.add(row)
        if case is not None:
            self._of_fund.add(row)

    def _totals(self, paid: _FundPayments) -> dict[str, Any]:
        shared = {pool["key"]: pool for pool in self._stated.get("pools", [])}
        fund = self._of_fund.totals(paid.divided, shared, 1) if paid.divided else {}
        return {
            "counts": self._counts.as_json(),
            "awards_cents": self._sums.awards,
            "fund": fund,
        }

    def _refuse_extra_rows(self, found: str | None) -> None:
        if found is not None:
            claim = cell_in_message(found.partition(",")[0])
            raise BundleMismatch(f"claim {claim} has a published determination and no facts.")


def _check_put_aside(row: Mapping[str, Any], judged: FactsResult) -> None:
    """Raises Differs for a claim put aside of which more is said than that it waits."""
    claim = row["claim"]
    if judged.has_records:
        raise BundleMismatch(f"claim {claim}: it is put aside, and it has facts of an account.")
    if row["decision"] != "undetermined":
        raise BundleMismatch(
            f"claim {claim}: it is put aside, and its decision is not undetermined."
        )
    if row.get("standing", "pending") != "pending":
        raise BundleMismatch(f"claim {claim}: it is put aside, and its standing is not pending.")


def _difference(expected: list[str], found: str | None, columns: list[str]) -> str:
    """What is wrong with the published row, in one sentence."""
    claim = expected[0]
    if found is None:
        return f"claim {claim} has facts and no published determination."
    try:
        cells = cells_of(found)
    except ValueError:
        return f"claim {claim}: its published row has a stray quotation mark."
    if cells[0] != claim:
        return (
            f"claim {claim} has facts and no published determination in its place: "
            f"claim {cell_in_message(cells[0])} stands there."
        )
    for column, cell, other in zip(columns, cells, expected, strict=False):
        if cell != other:
            says = f"published as {cell_in_message(cell)}, recomputed as {cell_in_message(other)}"
            return f"claim {claim}: {column} is {says}."
    return f"claim {claim} has {len(cells)} published cells, not {len(expected)}."
