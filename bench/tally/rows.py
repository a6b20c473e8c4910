"""The rows that every way must leave, and the comparison of two of them."""

from pathlib import Path

import duckdb

COLUMNS = (
    "claim_id",
    "outcome",
    "payable_claim_id",
    "verdict",
    "criterion_region",
    "criterion_subscription",
    "criterion_messages",
    "criterion_setting",
    "award_sca_actual_not_required",
    "award_sca_actual_required",
    "days",
    "inmails",
    "refused",
    "products",
)
"""What a tally publishes of a claim, and the facts that its bundle holds."""

PAYMENT = "payment"


class RowsDiffer(AssertionError):
    """Two ways gave different rows, so their times say nothing."""


def compared_rows_sql(determinations: str, payments: str | None) -> str:
    """SQL for the rows to compare, of two tables; `payments` is None without a fund."""
    columns = ", ".join(f"d.{column}" for column in COLUMNS)
    if payments is None:
        return f"SELECT {columns} FROM {determinations} d"  # noqa: S608  # nosec B608
    return (
        f"SELECT {columns}, coalesce(p.payment, 0) AS payment "  # noqa: S608  # nosec B608
        f"FROM {determinations} d LEFT JOIN {payments} p USING (claim_id)"
    )


def check_agreement(left: Path, right: Path, *, sample: bool = False) -> int:
    """The rows compared. Raises NotTheSame unless both files hold the same rows.

    `sample`: the left holds some of the claims only, and no payments.
    """
    columns = [*COLUMNS, PAYMENT] if not sample and PAYMENT in _columns(left) else list(COLUMNS)
    wanted = ", ".join(_comparable_sql(column) for column in columns)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW l AS SELECT {wanted} FROM '{left}'")  # noqa: S608  # nosec B608
        connection.execute(f"CREATE VIEW r AS SELECT {wanted} FROM '{right}'")  # noqa: S608  # nosec B608
        rest = "r" if not sample else "(FROM r SEMI JOIN l USING (claim_id))"
        differing = _count(
            connection,
            f"(FROM l EXCEPT ALL FROM {rest}) UNION ALL (FROM {rest} EXCEPT ALL FROM l)",
        )
        if differing:
            raise RowsDiffer(f"{left.name} and {right.name} differ in {differing} rows.")
        return _count(connection, "FROM l")


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()  # noqa: S608  # nosec B608
    return int(row[0]) if row else 0


def _columns(path: Path) -> list[str]:
    with duckdb.connect() as connection:
        return list(connection.read_parquet(str(path)).columns)


def _comparable_sql(column: str) -> str:
    """Numbers alike whatever their width; a blank and no product alike."""
    if column.startswith(("criterion", "outcome", "verdict")):
        return column
    if column == "products":
        return "coalesce(products, '') AS products"
    return f"{column}::BIGINT AS {column}"
