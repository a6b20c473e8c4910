"""Two sealed tallies of one matter: whose outcome, verdict or amount changed, and why.

The changes are kept as a file of the newer tally, because both are sealed: it is made once.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ibis.backends.duckdb import Backend

from claims.casework.docket.open_matters import plan_of
from claims.files.replacement import replacement
from claims.models import OutboxEntry, Tally, TallyStage
from claims.plans import MatterPlan
from claims.tally import allocation_stage, duplicates_stage, snapshot_stage
from claims.tally.differences import (
    INPUTS,
    ChangeCause,
    ChangeKind,
    differences_query,
    money_columns,
)
from claims.tally.engine import copy_parquet, local_engine
from claims.tally.stage_files import (
    StageFileAltered,
    hashed_file,
    part_files,
    stage_file,
    stage_json,
    tally_folder,
)

_BATCH = 2_000
Row = dict[str, Any]


class CannotCompare(ValueError):
    """The two tallies cannot be held against each other; the message says why."""


@dataclass(frozen=True)
class ChangeGroup:
    """Claims that changed in one way for one cause, and by how many cents in each money."""

    kind: ChangeKind
    cause: ChangeCause
    claims: int
    cents: dict[str, int]


@dataclass(frozen=True)
class MoneyTotal:
    """One money of the whole tally, in cents."""

    money: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """Cents more than before; negative for less."""
        return self.after - self.before


@dataclass(frozen=True)
class TallyComparison:
    """What changed from the older tally to the newer one. `totals` is claims' money by name: each
    theory as `award_<theory>`, and with a fund payment, kept and withheld."""

    old: Tally
    new: Tally
    groups: list[ChangeGroup]
    totals: list[MoneyTotal]
    path: Path

    @property
    def claims(self) -> int:
        """How many claims changed; a new claim is a change."""
        return sum(group.claims for group in self.groups)

    def rows(self, first: int = 0, at_most: int | None = None) -> Iterator[Row]:
        """The changes in the order of the claims, from the `first` on (0 is the first of all).

        Keys as `differences.query` names its columns; read in pieces, so that millions fit.
        """
        end = "" if at_most is None else f" LIMIT {int(at_most)}"
        with local_engine(self.new) as connection:
            found = connection.con.execute(
                f"FROM read_parquet(?) ORDER BY claim_id{end} OFFSET {int(first)}",  # nosec B608
                [str(self.path)],
            )
            for batch in found.to_arrow_reader(_BATCH):
                yield from batch.to_pylist()


def compare_tallies(old: Tally, new: Tally) -> TallyComparison:
    """Hold a sealed tally against a later one of the same matter.

    Raises CannotCompare for tallies of two matters, one that is not sealed, the wrong order, files
    that are gone, and changes that do not add up to the difference of the totals.
    """
    _check_comparable(old, new)
    plans = plan_of(old.plan_version), plan_of(new.plan_version)
    money = money_columns(*plans)
    with local_engine(new) as connection:
        path = _changes_file(old, new, plans, connection)
        groups = _groups(connection, path, money)
    comparison = TallyComparison(old, new, groups, _totals(old, new, money), path)
    _check_sums(comparison)
    return comparison


def has_comparison(old: Tally, new: Tally) -> bool:
    """Whether they were compared before, so that the answer only has to be read. Raises
    CannotCompare as `compare` does."""
    _check_comparable(old, new)
    plans = plan_of(old.plan_version), plan_of(new.plan_version)
    return _changes_path(old, new, differences_query(old, new, *plans)).is_file()


def comparison_entry(old: Tally, new: Tally, at: datetime) -> OutboxEntry:
    """Work for the worker: compare the two."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.COMPARE,
        key=f"{old.pk}:{new.pk}",
        subject_id=new.pk,
        matter_id=new.matter_id,
        created_at=at,
    )


def tallies_of_entry(entry: OutboxEntry) -> tuple[Tally, Tally]:
    """The two tallies that an entry asks to compare, the older one first."""
    keys = [int(key) for key in entry.key.split(":")]
    found = Tally.objects.select_related("matter", "plan_version", "production").in_bulk(keys)
    return found[keys[0]], found[keys[1]]


def _check_comparable(old: Tally, new: Tally) -> None:
    if old.matter_id != new.matter_id:
        raise CannotCompare(
            f"Tally {old.number} and tally {new.number} are of two matters, and have no claim "
            "in common. Choose two of one matter."
        )
    for tally in (old, new):
        if tally.state != Tally.State.SEALED:
            raise CannotCompare(
                f"Tally {tally.number} is {tally.state}. Only sealed tallies can be compared."
            )
    if old.number >= new.number:
        raise CannotCompare(
            f"Tally {old.number} is not older than tally {new.number}. Give the older one first."
        )


def _changes_file(
    old: Tally, new: Tally, plans: tuple[MatterPlan, MatterPlan], connection: Backend
) -> Path:
    """The file of changes, made where it is not there yet."""
    text = differences_query(old, new, *plans)
    path = _changes_path(old, new, text)
    if path.is_file():
        return path
    for side, tally, plan in zip(("before", "after"), (old, new), plans, strict=True):
        _create_views(side, tally, plan, connection)
    with replacement(path) as partial:
        copy_parquet(connection, text, partial)
    return path


def _changes_path(old: Tally, new: Tally, text: str) -> Path:
    """Where the changes lie. The name holds what they are made from."""
    made_from = "|".join([text, old.seal_sha256, new.seal_sha256])
    name = hashlib.sha256(made_from.encode()).hexdigest()[:16]
    return tally_folder(new) / f"changes-{old.number}-{name}.parquet"


def _create_views(side: str, tally: Tally, plan: MatterPlan, connection: Backend) -> None:
    """One view of a tally: what it says of each claim, and what each brought as `in_<name>`."""
    try:
        frozen = str(stage_file(tally, snapshot_stage.NAME, "parquet"))
        determined = [str(path) for path in part_files(tally, duplicates_stage.NAME)]
        payments = _payments_file(tally) if plan.fund is not None else None
    except (StageFileAltered, TallyStage.DoesNotExist) as error:
        raise CannotCompare(
            f"Files of tally {tally.number} are gone or altered, so it cannot be compared."
        ) from error
    read = connection.con.read_parquet
    read(frozen).create_view(f"frozen_{side}")
    read(determined).create_view(f"determined_{side}")
    inputs = ", ".join(f"frozen.{name} AS in_{name}" for name in INPUTS)
    paid, joined = "", ""
    if payments is not None:
        read(str(payments)).create_view(f"paid_{side}")
        paid = ", payment, kept, withheld"
        joined = f"LEFT JOIN paid_{side} AS paid ON paid.claim = one.claim"
    connection.con.execute(
        f"CREATE TEMP VIEW {side} AS SELECT one.*, {inputs}{paid} "  # noqa: S608  # nosec B608
        f"FROM determined_{side} AS one "
        f"JOIN frozen_{side} AS frozen ON frozen.claim_id = one.claim_id {joined}"
    )


def _payments_file(tally: Tally) -> Path:
    sha256 = stage_json(tally, allocation_stage.NAME)["payments_sha256"]
    return hashed_file(tally, allocation_stage.PAYMENTS, "parquet", sha256)


def _groups(connection: Backend, path: Path, money: tuple[str, ...]) -> list[ChangeGroup]:
    sums = "".join(f", sum({name}_after::HUGEINT - {name}_before)" for name in money)
    found = connection.con.execute(
        f"SELECT kind, cause, count(*){sums} FROM read_parquet(?) "  # noqa: S608  # nosec B608
        "GROUP BY kind, cause",
        [str(path)],
    ).fetchall()
    groups = [
        ChangeGroup(
            ChangeKind(kind),
            ChangeCause(cause),
            claims,
            dict(zip(money, map(int, cents), strict=True)),
        )
        for kind, cause, claims, *cents in found
    ]
    kinds, causes = list(ChangeKind), list(ChangeCause)
    return sorted(groups, key=lambda one: (kinds.index(one.kind), causes.index(one.cause)))


def _totals(old: Tally, new: Tally, money: tuple[str, ...]) -> list[MoneyTotal]:
    return [MoneyTotal(name, _sealed_cents(old, name), _sealed_cents(new, name)) for name in money]


def _sealed_cents(tally: Tally, money: str) -> int:
    theory = money.removeprefix("award_")
    if theory != money:
        return int(tally.totals_cents.get(theory, 0))
    return int(tally.fund.get({"payment": "payments_cents"}.get(money, f"{money}_cents"), 0))


def _check_sums(comparison: TallyComparison) -> None:
    old, new = comparison.old, comparison.new
    came = sum(group.claims for group in comparison.groups if group.kind == ChangeKind.NEW)
    found = {"claims": (came, new.counts["claims"] - old.counts["claims"])}
    for total in comparison.totals:
        changed = sum(group.cents[total.money] for group in comparison.groups)
        found[total.money] = (changed, total.change)
    for what, (changed, difference) in found.items():
        if changed != difference:
            raise CannotCompare(
                f"From tally {old.number} to {new.number} the changes of {what} come to {changed}, "
                f"but the totals differ by {difference}. "
                "Run manage.py check_audit to see what was changed."
            )
