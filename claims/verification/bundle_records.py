"""The court's copy of a bundle: facts drawn again from the defendant's records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from claims.plans import Plan
from claims.verification.bundle_evaluation import FactsEvaluator
from claims.verification.bundle_facts import BundleMismatch, FactsFile, is_put_aside
from claims.verification.bundle_readings import BundleReadings
from claims.verification.bundle_rows import NotABundle, cell_in_message, cell_text
from claims.verification.own_facts import account_facts_from_json

FOLDER = "records"
CLAIMS_FILE = "claims.parquet"
KINDS = ("accounts", "subscriptions", "messages", "refused")

_ACCOUNTS_AT_ONCE = 20_000
_COLUMNS_ALWAYS_READ = {
    "account_id",
    "created_on",
    "closed_on",
    "started_on",
    "ended_on",
    "sent_at",
}
_MONEY_COLUMNS = {"amount_cents"}
_REFUND_COLUMNS = {"subscriptions": {"subscription_id", "product", "extra"}, "refused": {"reason"}}

Row = dict[str, Any]


def has_records_folder(files: Mapping[str, str]) -> bool:
    """Does the bundle start at the records?"""
    return f"{FOLDER}/{CLAIMS_FILE}" in files


def check_records(folder: Path, plan: Plan, about: Any, readings: BundleReadings) -> None:
    """Draw the facts of every claim from the records; raises Differs at the first that differs.

    `about` is what the manifest says of the records: `files` with their hashes, and the kinds that
    are `incomplete`; None if there were none. Without `rules` in it, facts were drawn as before
    refunds and values that no plan names were told apart. `readings` are what people said of such
    values. Accounts are read some thousands at a time.
    Raises NotABundle for records that cannot be read.
    """
    about = about if isinstance(about, Mapping) else {"incomplete": list(KINDS[:3])}
    try:
        claims = _accounts_by_claim(folder / FOLDER / CLAIMS_FILE)
        drawn = _FactsFromRecords(
            folder / FOLDER, plan, about, readings, sorted({i for i in claims.values() if i})
        )
        _compare_facts(folder, plan, claims, drawn)
    except (OSError, pa.ArrowException, KeyError, TypeError) as error:
        raise NotABundle(
            f"{FOLDER}/ cannot be read as records: {cell_in_message(str(error))}."
        ) from error


class _FactsFromRecords:
    """The facts of each account that is claimed, as the values of the same columns."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        about: Mapping[str, Any],
        readings: BundleReadings,
        accounts: Sequence[str],
    ) -> None:
        self._stated = plan.as_json()
        self._records_entry = {
            "incomplete": list(about["incomplete"]),
            "readings": readings.said,
            "as_first": about.get("rules") is None,
        }
        self._names = _files_by_kind(folder)
        self._columns = (
            _COLUMNS_ALWAYS_READ | _MONEY_COLUMNS | _columns_named_in(self._stated["facts"])
        )
        self.columns: list[str] = []
        self._facts: dict[str, tuple[Any, ...]] = {}
        same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for start in range(0, len(accounts), _ACCOUNTS_AT_ONCE):
            for account_id, facts in self._batch_facts(accounts[start : start + _ACCOUNTS_AT_ONCE]):
                values = tuple(facts.values())
                self.columns = self.columns or list(facts)
                self._facts[account_id] = same.setdefault(values, values)

    def of(self, account_id: str) -> dict[str, Any]:
        """The account's facts by column."""
        return dict(zip(self.columns, self._facts[account_id], strict=True))

    def _batch_facts(self, accounts: Sequence[str]) -> Iterator[tuple[str, Row]]:
        rows = {kind: self._rows(kind, accounts) for kind in KINDS}
        for account_id in accounts:
            own: Row = {kind: rows[kind].get(account_id, []) for kind in KINDS}
            yield (
                account_id,
                account_facts_from_json(account_id, own | self._records_entry, self._stated),
            )

    def _rows(self, kind: str, accounts: Sequence[str]) -> dict[str, list[Row]]:
        """The rows of these accounts, by account; a stretch of them, so that few files are read."""
        if not self._names[kind]:
            return {}
        files = ds.dataset([str(path) for path in self._names[kind]], format="parquet")
        key = ds.field("account_id")
        wanted = key.isin(list(accounts)) & (key >= accounts[0]) & (key <= accounts[-1])
        wanted_of = self._columns | _REFUND_COLUMNS.get(kind, set())
        names = [name for name in files.schema.names if name in wanted_of]
        found: dict[str, list[Row]] = {}
        for row in files.to_table(columns=names, filter=wanted).to_pylist():
            found.setdefault(row["account_id"], []).append(row)
        return found


def _compare_facts(
    folder: Path, plan: Plan, claims: Mapping[int, str | None], drawn: _FactsFromRecords
) -> None:
    judge, accounts = FactsEvaluator(plan), dict[str | None, int | None]({None: None})
    own = iter(claims.items())
    for filed, (number, account_id) in zip_longest(
        FactsFile(folder, plan).claims(), own, fillvalue=(None, None)
    ):
        if isinstance(filed, tuple) or filed.row["claim"] != number:
            raise BundleMismatch(f"{FOLDER}/{CLAIMS_FILE} does not have the claims of facts.csv.")
        claim, account = filed.row["claim"], filed.row["account"]
        due = accounts.setdefault(account_id, len(accounts))
        if account != due:
            raise BundleMismatch(
                f"claim {claim}: account is stated as {cell_in_message(cell_text(account))}, "
                "and by "
                f"{FOLDER}/{CLAIMS_FILE} it is {cell_in_message(cell_text(due))}."
            )
        if account_id is None or is_put_aside(filed.row):
            continue
        stated = judge.facts_of(claim, filed.facts)
        for name, value in drawn.of(account_id).items():
            if stated[name] != value:
                raise BundleMismatch(
                    f"claim {claim}: {name} is stated as "
                    f"{cell_in_message(cell_text(stated[name]))}, drawn "
                    f"from the records as {cell_in_message(cell_text(value))}."
                )


def _accounts_by_claim(path: Path) -> dict[int, str | None]:
    """Each claim's account, in the order of the claims."""
    table = ds.dataset(str(path), format="parquet").to_table(columns=["claim", "account_id"])
    numbers, accounts = (table[name].to_pylist() for name in ("claim", "account_id"))
    return dict(zip(numbers, accounts, strict=True))


def _files_by_kind(folder: Path) -> dict[str, list[Path]]:
    """The Parquet files of each kind: messages.parquet, or those in a folder messages."""
    return {
        kind: sorted([*folder.glob(f"{kind}*.parquet"), *folder.glob(f"{kind}*/**/*.parquet")])
        for kind in KINDS
    }


def _columns_named_in(part: Any) -> set[str]:
    """The columns of records that any fact asks for."""
    if isinstance(part, list):
        return {name for item in part for name in _columns_named_in(item)}
    if not isinstance(part, Mapping):
        return set()
    here = {part["column"]} if isinstance(part.get("column"), str) else set()
    return here | {name for item in part.values() for name in _columns_named_in(item)}
