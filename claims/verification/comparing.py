"""Every claim of a bundle recomputed and held against what was published of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.plans import Plan
from claims.verification.columns import columns_of_determinations
from claims.verification.dividing import Case, Divided, divide, treatment_of
from claims.verification.filed import Differs, Facts, Filed, InOrder, check_header, is_aside
from claims.verification.judging import Judge, Judged
from claims.verification.lines import cells_of, rows_of, shown, written
from claims.verification.merits import CannotRecalculate
from claims.verification.recomputing import Window, completeness, concluded, is_owed
from claims.verification.standing import Standing
from claims.verification.totals import Counts, Sums

NAME = "determinations.csv"
_SHOWN_EACH = 20_000
Show = Any


@dataclass(frozen=True)
class Compared:
    """How many claims are the same, the hashes of both tables as recomputed, and the totals."""

    claims: int
    facts: str
    determinations: str
    totals: dict[str, Any]


def compare(folder: Path, plan: Plan, show: Show | None = None) -> Compared:
    """Recompute the bundle's claims one at a time; raises Differs at the first that differs.

    The facts are read twice, with a fund three times: a claim's standing depends on later ones, and
    its payment on all. Raises NotABundle for what cannot be read.
    """
    return _Comparison(folder, plan, show or (lambda stage, done: None)).run()


@dataclass
class _Paid:
    """The fund divided, with a case for each claim that takes part, in order."""

    divided: Divided | None = None
    cases: list[Case] = field(default_factory=list)


class _Comparison:
    def __init__(self, folder: Path, plan: Plan, show: Show) -> None:
        self._published = folder / NAME
        self._facts = Facts(folder, plan)
        self._plan, self._stated, self._show = plan, plan.as_json(), show
        self._window, self._standing = Window(self._stated), Standing(plan.survivor)
        self._judge = Judge(plan)
        self._columns = columns_of_determinations(plan)
        self._counts, self._sums, self._of_fund = Counts(), Sums(plan), Sums(plan)

    def run(self) -> Compared:
        self._take_note()
        paid = self._divide() if self._plan.fund is not None else _Paid()
        digest, claims = hashlib.sha256(), 0
        published = rows_of(self._published)
        header = ",".join(self._columns)
        check_header(NAME, next(published, ""), header)
        digest.update(header.encode() + b"\n")
        for expected in self._determinations(paid):
            claims += 1
            row = ",".join(expected)
            found = next(published, None)
            if row != found:
                raise Differs(_difference(expected, found, self._columns))
            digest.update(row.encode() + b"\n")
        self._refuse_more(next(published, None))
        return Compared(claims, self._facts.sha256, digest.hexdigest(), self._totals(paid))

    def _claims(self, stage: str) -> Iterator[Filed]:
        for done, filed in enumerate(self._facts.claims(), start=1):
            if done % _SHOWN_EACH == 0:
                self._show(stage, done)
            yield filed

    def _take_note(self) -> None:
        """First pass: the order of the claims, and which is payable for each account."""
        order = InOrder()
        for filed in self._claims("reading"):
            row = filed.row
            order.check(row)
            if row["account"] is not None and completeness(row, self._window)["complete"]:
                self._standing.add(row)

    def _judged(self, filed: Filed) -> tuple[Judged, dict[str, Any]]:
        claim = filed.row["claim"]
        judged = self._judge.judge(claim, filed.facts)
        if judged.misstated is not None:
            raise Differs(f"claim {claim}: {judged.misstated}")
        if judged.has_records and filed.row["account"] is None:
            raise Differs(f"claim {claim}: account is blank, and it has facts of an account.")
        if is_aside(filed.row):
            _check_aside(filed.row, judged)
        return judged, concluded(filed.row, self._window, self._standing, judged.verdict)

    def _divide(self) -> _Paid:
        """Second pass, with a fund: the payable claims that take part, and what each is paid."""
        cases = []
        for filed in self._claims("dividing"):
            judged, found = self._judged(filed)
            if found["outcome"] != "payable":
                continue
            verdict, standing = found["verdict"], filed.row["standing"]
            treatment = treatment_of(verdict, standing, judged.is_known, self._stated)
            cases.append(Case(found["claim"], judged.terms, treatment, judged.is_capped))
        try:
            shared = {pool["key"]: pool for pool in self._stated["pools"]}
            return _Paid(divide(cases, self._stated, shared, 1), cases)
        except CannotRecalculate as error:
            raise Differs(f"The fund cannot be divided: {error}") from error

    def _determinations(self, paid: _Paid) -> Iterator[list[str]]:
        """Last pass: the cells of each claim's determination."""
        nothing, cases = ["0"] * len(self._judge.heads), iter(paid.cases)
        for filed in self._claims("recomputing"):
            judged, found = self._judged(filed)
            owed, is_payable = is_owed(found), found["outcome"] == "payable"
            case = next(cases) if paid.divided and is_payable else None
            self._counts.add(found["outcome"], found["verdict"], is_aside(filed.row))
            self._add(found, judged, owed, case)
            yield [
                *map(written, found.values()),
                *judged.criteria,
                *(judged.awards if owed else nothing),
                *self._money(case, paid.divided),
            ]

    def _money(self, case: Case | None, divided: Divided | None) -> Iterator[str]:
        if divided is None:
            return
        for pool in divided.pools:
            claim = case.claim if case else None
            yield str(pool.filling.shares.get(claim, 0))  # type: ignore[arg-type]
            yield pool.filling.bounds.get(claim, "")  # type: ignore[arg-type]
        yield from map(str, case.money if case else (0, 0, 0))

    def _add(self, found: Mapping[str, Any], judged: Judged, owed: bool, case: Case | None) -> None:
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

    def _totals(self, paid: _Paid) -> dict[str, Any]:
        shared = {pool["key"]: pool for pool in self._stated.get("pools", [])}
        fund = self._of_fund.totals(paid.divided, shared, 1) if paid.divided else {}
        return {
            "counts": self._counts.as_json(),
            "awards_cents": self._sums.awards,
            "fund": fund,
        }

    def _refuse_more(self, found: str | None) -> None:
        if found is not None:
            claim = shown(found.partition(",")[0])
            raise Differs(f"claim {claim} has a published determination and no facts.")


def _check_aside(row: Mapping[str, Any], judged: Judged) -> None:
    """Raises Differs for a claim put aside of which more is said than that it waits."""
    claim = row["claim"]
    if judged.has_records:
        raise Differs(f"claim {claim}: it is put aside, and it has facts of an account.")
    if row["decision"] != "undetermined":
        raise Differs(f"claim {claim}: it is put aside, and its decision is not undetermined.")
    if row.get("standing", "pending") != "pending":
        raise Differs(f"claim {claim}: it is put aside, and its standing is not pending.")


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
            f"claim {shown(cells[0])} stands there."
        )
    for column, cell, other in zip(columns, cells, expected, strict=False):
        if cell != other:
            says = f"published as {shown(cell)}, recomputed as {shown(other)}"
            return f"claim {claim}: {column} is {says}."
    return f"claim {claim} has {len(cells)} published cells, not {len(expected)}."
