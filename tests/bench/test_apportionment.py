import pytest

from bench import ways
from bench.__main__ import main
from bench.cases import CASES, claims_connection
from bench.measurement import SharesDiffer, Times, measure

ROWS = 3_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
@pytest.mark.parametrize("plain_rows", [ROWS, ROWS // 10])
def test_all_ways_give_the_same_shares(case, plain_rows):
    measured = measure(case, ROWS, plain_rows, repeat=2, threads=2)
    assert len(measured.ours.seconds) == len(measured.by_hand.seconds) == 2
    assert (measured.narrow is None) == (not case.fits_64_bits)
    assert measured.plain.scaled == ROWS / plain_rows


def test_one_row_that_differs_stops_the_run(monkeypatch):
    def a_cent_moved(connection, fund_cents):
        ways.apportion_by_hand(connection, fund_cents)
        connection.raw_sql("CREATE TEMP TABLE shares_of_ours AS FROM shares_by_hand")
        connection.raw_sql("UPDATE shares_of_ours SET cents = cents + 1 WHERE key = 'C000000007'")
        return "shares_of_ours"

    monkeypatch.setattr(ways, "apportion_by_classfund", a_cent_moved)
    with pytest.raises(SharesDiffer, match="differ in 2 rows"):
        measure(CASES[0], ROWS, ROWS, repeat=1, threads=1)


def test_claims_are_the_same_each_time_and_within_the_weights_stated():
    for case in CASES:
        one, other = (claims_connection(case, ROWS, threads).table("claims") for threads in (1, 2))
        rows = [table.order_by("key").to_pyarrow().to_pylist() for table in (one, other)]
        assert rows[0] == rows[1]
        assert len({row["key"] for row in rows[0]}) == ROWS
        assert all(case.least <= row["weight"] <= case.most for row in rows[0])


def test_the_table_says_what_was_measured(capsys):
    main(["--rows", "300", "--plain-rows", "30", "--repeat", "1", "--case", "points"])
    told = capsys.readouterr().out
    assert "300 weighted claims" in told
    assert "plain Python (on 1/10 of the claims, multiplied)" in told
    assert "ours / it:" in told
    assert "equal shares" not in told


def test_times_of_fewer_rows_are_multiplied():
    times = Times([2.0, 1.0, 4.0], scaled=10.0)
    assert (times.best, times.median) == (10.0, 20.0)
