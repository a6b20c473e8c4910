import csv
import gzip

import sample


def test_the_same_seed_and_size_give_the_same_bytes(tmp_path):
    size = sample.SampleSize(accounts=300, seed=7)
    sample.write_files(tmp_path / "one", size)
    sample.write_files(tmp_path / "two", size)
    for name in sample.FILES.values():
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_another_seed_gives_other_people(tmp_path):
    sample.write_files(tmp_path / "one", sample.SampleSize(accounts=50, seed=1))
    sample.write_files(tmp_path / "two", sample.SampleSize(accounts=50, seed=2))
    name = sample.FILES["accounts"]
    assert (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()


def test_every_row_has_the_columns_of_its_header(tmp_path):
    sample.write_files(tmp_path, sample.SampleSize(accounts=600))
    for name in sample.FILES.values():
        path = tmp_path / name
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        assert rows or name == "exclusions.csv"
        assert {len(row) for row in rows} <= {len(header)}


def test_some_rows_are_wrong_on_purpose(tmp_path):
    sample.write_files(tmp_path, sample.SampleSize(accounts=2000))
    with (tmp_path / "accounts.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ids = [row["account_id"] for row in rows]
    assert "" in ids
    assert len(set(ids)) < len(ids)
    assert "2021-02-30" in {row["created_on"] for row in rows}
