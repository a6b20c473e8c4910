"""The claims of facts.csv, one after the other, and whether they can stand so."""

import hashlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.plans import Plan
from claims.verification.bundle_columns import PUT_ASIDE, claim_columns, fact_columns
from claims.verification.bundle_rows import NotABundle, cell_in_message, cells_of, rows_of

FACTS_FILE = "facts.csv"
_ACCOUNT_COLUMNS = ("account", "given_name_class", "family_name_class")


class BundleMismatch(Exception):
    """The bundle is readable, and says something that does not follow; names the claim."""


@dataclass(frozen=True, slots=True)
class FiledClaim:
    """One claim: its own columns as values, and the cells of its facts as they are written."""

    row: dict[str, Any]
    facts: str


def is_put_aside(row: Mapping[str, Any]) -> bool:
    """Whether the claim is put aside: work on its data failed, so nothing was looked up for it."""
    return bool(row.get(PUT_ASIDE))


class FactsFile:
    """The file of facts; `sha256` is that of the rows read, once all are."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._path = folder / FACTS_FILE
        self._has_put_aside = PUT_ASIDE in next(rows_of(self._path), "").split(",")
        self._columns = claim_columns(plan, has_aside=self._has_put_aside)
        self._facts = fact_columns(plan)
        self._names = [column.name for column in self._columns]
        self.sha256 = ""

    def claims(self) -> Iterator[FiledClaim]:
        """Each claim in order; raises NotABundle for what cannot be read, naming the claim."""
        digest = hashlib.sha256()
        header = ",".join(column.name for column in (*self._columns, *self._facts))
        rows = rows_of(self._path)
        first = next(rows, "")
        check_header(FACTS_FILE, first, header)
        digest.update(first.encode() + b"\n")
        aside = 0
        for row in rows:
            digest.update(row.encode() + b"\n")
            filed = self._filed_claim(row)
            aside += is_put_aside(filed.row)
            yield filed
        if self._has_put_aside and not aside:
            raise BundleMismatch(
                f"{FACTS_FILE} has the column {PUT_ASIDE}, and no claim is put aside."
            )
        self.sha256 = digest.hexdigest()

    def _filed_claim(self, row: str) -> FiledClaim:
        own = len(self._columns)
        cells = row.split(",", own)
        if '"' in row and any('"' in cell for cell in cells[:own]):
            cells = _quoted_cells(row, own)
        if len(cells) != own + bool(self._facts):
            raise NotABundle(
                f"{FACTS_FILE}: claim {cell_in_message(cells[0])} does not have the cells that the "
                "plan asks."
            )
        try:
            values = [column[cell] for column, cell in zip(self._columns, cells, strict=False)]
        except ValueError:
            raise self._unreadable(cells) from None
        return FiledClaim(
            dict(zip(self._names, values, strict=True)), cells[own] if self._facts else ""
        )

    def _unreadable(self, cells: list[str]) -> NotABundle:
        """Which of a row's cells cannot be read."""
        for column, cell in zip(self._columns, cells, strict=False):
            try:
                column[cell]
            except ValueError:
                break
        claim = cell_in_message(cells[0])
        return NotABundle(
            f"{FACTS_FILE}: claim {claim}: {column.name} {cell_in_message(cell)} cannot be read."
        )


class ClaimOrder:
    """Whether claims are numbered as they were filed, and accounts as they were first claimed."""

    def __init__(self) -> None:
        self._filed_at: Any = None
        self._accounts = 0
        self._account_of = array("q")

    def check(self, row: dict[str, Any]) -> None:
        """Raises Differs at the first claim that cannot stand where it does."""
        claim, due, account = row["claim"], len(self._account_of) + 1, row["account"]
        if claim > due:
            raise BundleMismatch(
                f"claim {due} is missing from {FACTS_FILE}: claim {claim} stands in its place."
            )
        if claim < due:
            raise BundleMismatch(f"claim {claim} is there twice or out of order in {FACTS_FILE}.")
        if self._filed_at is not None and row["filed_at"] < self._filed_at:
            raise BundleMismatch(f"claim {claim}: filed_at is before that of claim {claim - 1}.")
        self._filed_at = row["filed_at"]
        self._account_of.append(account or 0)
        if account is None:
            for name in _ACCOUNT_COLUMNS[1:]:
                if row[name] is not None:
                    raise BundleMismatch(
                        f"claim {claim}: {name} is {row[name]}, and it has no account."
                    )
            return
        if not 0 < account <= self._accounts + 1:
            raise BundleMismatch(
                f"claim {claim}: account is stated as {account}, and {self._accounts} accounts "
                "were claimed before."
            )
        self._accounts = max(self._accounts, account)
        for name in _ACCOUNT_COLUMNS[1:]:
            first = row[name]
            if first is not None and not (
                0 < first <= claim and self._account_of[first - 1] == account
            ):
                raise BundleMismatch(
                    f"claim {claim}: {name} is stated as {first}, which is no claim for its "
                    "account up to this one."
                )


def check_header(name: str, found: str, expected: str) -> None:
    """Raises NotABundle, naming the first column that is not the plan's."""
    if found == expected:
        return
    columns = found.split(",")
    for place, column in enumerate(expected.split(",")):
        if column not in columns:
            raise NotABundle(f"{name}: the column {column} is missing. Export it again.")
        if place >= len(columns) or columns[place] != column:
            raise NotABundle(f"{name}: the column {column} is not where the plan has it.")
    raise NotABundle(f"{name} has more columns than the plan. Export it again.")


def _quoted_cells(row: str, own: int) -> list[str]:
    try:
        cells = cells_of(row)
    except ValueError as error:
        raise NotABundle(
            f"{FACTS_FILE}: {cell_in_message(row)} has a stray quotation mark."
        ) from error
    return [*cells[:own], ",".join(cells[own:])] if len(cells) > own else cells
