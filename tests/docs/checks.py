"""How the product works out the tables of the pages: each check by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.docs import (
    filing_checks,
    fund_checks,
    payment_checks,
    period_checks,
    rounding_checks,
    share_checks,
    verdict_checks,
)
from tests.docs.tables import Row, Table


@dataclass(frozen=True)
class Check:
    """What a table gives (`given`: its columns of input) and who works out the others."""

    given: tuple[str, ...]
    work_out: Callable[[Mapping[str, Any], list[Row]], list[Row]]


_MODULES = (
    rounding_checks,
    share_checks,
    fund_checks,
    payment_checks,
    period_checks,
    filing_checks,
    verdict_checks,
)
CHECKS = {
    name: Check(given, work_out)
    for module in _MODULES
    for name, (given, work_out) in module.CHECKS.items()
}


def worked_out(table: Table) -> list[Row]:
    """The rows of the table, with every column that is not given as the product works it out."""
    assert table.mark is not None
    check = CHECKS[str(table.check)]
    given = [{key: row[key] for key in check.given if key in row} for row in table.rows]
    found = check.work_out(table.mark, given)
    return [{**row, **result} for row, result in zip(given, found, strict=True)]
