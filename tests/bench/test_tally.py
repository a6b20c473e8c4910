from datetime import date

import duckdb
import pytest

from bench.tally.measurement import SizeResult, measure
from bench.tally.report import report
from bench.tally.rows import COLUMNS, RowsDiffer, check_agreement
from bench.tally.synthetic_matter import KINDS, MOST_ACCOUNTS, SyntheticMatter
from bench.tally.ways import Run, StageTime
from claims.calculator import CLAIMS
from claims.calculator.facts.production_tables import (
    ACCOUNTS,
    MESSAGES,
    REFUSED,
    SUBSCRIPTIONS,
)

ACCOUNTS_MADE = 3_000
SCHEMAS = {
    "accounts": ACCOUNTS,
    "subscriptions": SUBSCRIPTIONS,
    "messages": MESSAGES,
    "refused": REFUSED,
}


def _rows(paths):
    with duckdb.connect() as connection:
        return connection.read_parquet(paths).fetchall()


def _asked(matter, question):
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW claims AS FROM '{matter.claims_path}'")
        for kind in KINDS:
            connection.execute(f"CREATE VIEW {kind} AS FROM read_parquet({matter.paths(kind)!r})")
        (answer,) = connection.execute(question).fetchall()
    return answer[0]


@pytest.fixture(scope="module")
def matter(tmp_path_factory):
    made = SyntheticMatter(tmp_path_factory.mktemp("matter"), ACCOUNTS_MADE)
    made.write()
    return made


def test_a_matter_is_the_same_each_time_with_any_number_of_threads(matter, tmp_path):
    again = SyntheticMatter(tmp_path, ACCOUNTS_MADE)
    again.write(threads=1)
    for kind in KINDS:
        assert _rows(matter.paths(kind)) == _rows(again.paths(kind))
    assert _rows([str(matter.claims_path)]) == _rows([str(again.claims_path)])


def test_a_matter_has_the_columns_that_the_store_and_the_calculator_have(matter):
    with duckdb.connect() as connection:
        for kind, schema in SCHEMAS.items():
            assert connection.read_parquet(matter.paths(kind)).columns == list(schema.names)
        assert connection.read_parquet(str(matter.claims_path)).columns == list(CLAIMS.names)


@pytest.mark.parametrize(("kind", "key"), [("accounts", 0), ("messages", 0), ("subscriptions", 0)])
def test_records_lie_in_the_order_of_their_accounts_and_keys(matter, kind, key):
    at = list(SCHEMAS[kind].names).index("account_id")
    found = [(row[at], row[key]) for row in _rows(matter.paths(kind))]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("SELECT count(*) FROM claims", 1_500, 1_500),
        ("SELECT count(DISTINCT claim_id) FROM claims", 1_500, 1_500),
        ("SELECT count(DISTINCT sort_ref) FROM claims", 1_500, 1_500),
        ("SELECT count(DISTINCT message_id) - count(*) FROM messages", 0, 0),
        ("SELECT count(*) FROM subscriptions", 3_600, 4_200),
        ("SELECT count(*) FROM messages", 54_000, 66_000),
        ("SELECT count(*) FROM subscriptions WHERE is_trial", 1, 2_000),
        ("SELECT count(*) FROM messages WHERE sent_at >= '2024-09-18'", 1, 60_000),
        ("SELECT count(*) FROM accounts WHERE ai_training_setting IS NULL", 1, 1_000),
        ("SELECT count(*) FROM refused", 1, 100),
        ("SELECT count(*) FROM claims WHERE account_id IS NULL", 1, 150),
        ("SELECT count(account_id) - count(DISTINCT account_id) FROM claims", 1, 200),
        ("SELECT count(*) FROM claims WHERE opted_out", 1, 100),
        ("SELECT count(*) FROM claims WHERE NOT signed", 1, 150),
        ("SELECT count(*) FROM claims WHERE filed_at >= '2026-07-01 07:00'", 1, 150),
        ("SELECT count(*) FROM claims ANTI JOIN accounts USING (account_id)", 1, 150),
    ],
)
def test_a_matter_has_some_of_everything(matter, question, least, most):
    assert least <= _asked(matter, question) <= most


@pytest.mark.parametrize("accounts", [0, -1, MOST_ACCOUNTS + 1])
def test_a_size_that_keys_do_not_reach_is_refused(tmp_path, accounts):
    with pytest.raises(ValueError, match="ask for 1 to"):
        SyntheticMatter(tmp_path, accounts).write()


# Four processes and a server, which take their time where others share the machine.
@pytest.mark.timeout(600)
@pytest.mark.long
def test_all_four_ways_leave_the_same_rows(matter):
    ways = ["ours", "duckdb", "postgres", "orm"]
    measured = measure(matter, ways, 1, ["--sample", "100", "--with-fund"])
    assert list(measured.runs) == ways
    stages = ["facts", "assess", "allocate"]
    for way in ways[:3]:
        assert [stage.name for stage in measured.runs[way].stages] == stages


def test_one_row_that_differs_stops_the_comparison(tmp_path):
    paths = [tmp_path / "one.parquet", tmp_path / "other.parquet"]
    for number, path in enumerate(paths):
        row = ", ".join(
            f"{number} AS {column}" if column == "days" else f"1 AS {column}" for column in COLUMNS
        )
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT {row}) TO '{path}' (FORMAT parquet)")
    assert check_agreement(paths[0], paths[0]) == 1
    with pytest.raises(RowsDiffer, match="differ in 2 rows"):
        check_agreement(*paths)


def test_the_report_has_ratios_and_says_what_was_extrapolated():
    runs = {
        "ours": Run("ours", [StageTime("facts", 2.0, 4.0)], 900),
        "duckdb": Run("duckdb", [StageTime("facts", 1.6, 3.2)], 800),
        "postgres": Run("postgres", [StageTime("facts", 20.0, None)]),
        "orm": Run("orm", [StageTime("facts and assess", 3.0, None)], 100, sampled=10),
    }
    sizes = [SizeResult(2_000, 1_000, runs), SizeResult(4_000, 2_000, {"ours": runs["ours"]})]
    told = report(sizes, date(2026, 1, 1), (0.0, 0.0), 2, "3GB", with_fund=True)
    assert "ours / (c): 1.25 by the clock, 1.25 in processor time" in told
    assert "(b) / ours: 10.0" in told
    assert "(a) / ours: 150; the aim is 300. Extrapolated from 10 claims to 300 s" in told
    assert "| 4,000 | 2.00 | 4.00 | 1000.0 | 900 |" in told
