"""Models counted from claims and class lists, and the weights held against Splink's own."""

import logging

import pytest
from splink import DuckDBAPI, Linker

from claims.matching.linkage.class_list_index import row_count
from claims.matching.linkage.comparisons import COMPARISONS
from claims.matching.linkage.linkage_model import InvalidModel, LinkageModel, untrained_model
from claims.matching.linkage.pair_weights import pairs_sql, weighed_pairs_sql
from claims.matching.linkage.training import (
    MIN_LABELLED_CLAIMS,
    MIN_UNLABELLED_CLAIMS,
    splink_settings,
    train_model,
)
from tests.claims.matching.linkage.lists import JANE, class_list, file_claims, strangers


def claims_of(people, every=10):
    """The same people, of whom every so many misspell their given name."""
    return [
        person | ({"first_name": person["first_name"] + "x"} if place % every == 0 else {})
        for place, person in enumerate(people)
    ]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    people = strangers(400)
    with class_list(tmp_path_factory.mktemp("labelled"), people) as connection:
        file_claims(connection, claims_of(people))
        connection.execute(
            "CREATE TEMP TABLE labels AS SELECT claim, person FROM claims "
            "JOIN list.people ON account_id = 'A' || claim WHERE claim <= 300"
        )
        yield connection


def train_on(connection, labels="labels") -> LinkageModel:
    return train_model(connection, "claims", labels)


def test_m_is_counted_from_claims_that_an_exact_key_matches(labelled):
    model = train_on(labelled)
    in_part, same, *_, slip, near, close, initial, _, garbled, different = model.chances[
        "given_name"
    ]

    assert model.trained_on["m"] == "exact keys"
    assert model.trained_on["labelled_claims"] == 300 >= MIN_LABELLED_CLAIMS
    assert same.m == pytest.approx(0.9, abs=0.03)
    assert near.m == pytest.approx(0.1, abs=0.03)
    assert max(in_part.m, slip.m, close.m, initial.m, garbled.m, different.m) < 0.01


def test_without_exact_keys_m_is_estimated(tmp_path):
    people = strangers(MIN_UNLABELLED_CLAIMS)
    with class_list(tmp_path, people) as connection:
        file_claims(connection, claims_of(people))
        connection.execute("CREATE TEMP TABLE labels (claim BIGINT, person INTEGER)")

        model = train_on(connection)

    address = model.chances["address"]
    assert model.trained_on["m"] == "expectation maximisation"
    assert address[0].m > 0.8
    assert address[-1].u > 0.9
    assert model.share > 0.9


def test_with_few_claims_it_keeps_to_what_is_believed(tmp_path):
    with class_list(tmp_path, [JANE, *strangers(50)]) as connection:
        file_claims(connection, [JANE])
        connection.execute("CREATE TEMP TABLE labels (claim BIGINT, person INTEGER)")

        model = train_on(connection)

    assert model.trained_on["m"] == "belief"
    assert [each.m for each in model.chances["given_name"]] == [
        each.m for each in untrained_model().chances["given_name"]
    ]


def test_the_same_tables_give_the_same_model(labelled):
    assert train_on(labelled).sha256 == train_on(labelled).sha256


def test_a_model_is_the_same_after_it_was_written_down(labelled):
    model = train_on(labelled)

    again = LinkageModel.from_json(model.as_json())

    assert (again, again.sha256) == (model, model.sha256)


def test_a_model_for_other_comparisons_is_refused():
    written = untrained_model().as_json()
    written["chances"]["given_name"][1]["level"] = "sounds alike"

    with pytest.raises(InvalidModel, match="train_linkage"):
        LinkageModel.from_json(written)


def test_every_pair_weighs_what_splink_says_it_weighs(labelled):
    """Splink scores the same pairs with the same chances, by SQL of its own."""
    model = train_on(labelled)
    labelled.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {pairs_sql('claims', 'list.blocks')}")
    ours = {
        (f"c{row['claim']}", f"a{row['person']}"): row
        for row in labelled.execute(weighed_pairs_sql("pairs", "claims", "list.people", model))
        .to_arrow_table()
        .to_pylist()
    }
    theirs = _splinks(labelled, model)
    prior = model.prior_weight(row_count(labelled, "list.people"))

    compared = set(ours) & set(theirs)

    assert len(compared) == 400
    for pair in compared:
        for comparison in COMPARISONS:
            # Splink counts levels from the weakest, and calls a blank -1.
            place = ours[pair][f"level_{comparison.key}"]
            expected = -1 if place is None else len(comparison.levels) - 1 - place
            assert theirs[pair][f"gamma_{comparison.key}"] == expected
        # Its prior is a probability, ours odds against no account at all.
        share = model.share / row_count(labelled, "list.people")
        assert share < 0.01
        assert theirs[pair]["match_weight"] - ours[pair]["weight"] == pytest.approx(prior, abs=5)
    differences = {
        round(theirs[pair]["match_weight"] - ours[pair]["weight"], 6) for pair in compared
    }
    assert len(differences) == 1, "only the prior, which is the same for every pair, differs"


def _splinks(connection, model):
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE splink_claims AS
        SELECT 'c' || claim AS key, c.* EXCLUDE (claim),
            given_frequency AS tf_given, family_frequency AS tf_family
        FROM claims AS c
        LEFT JOIN (SELECT DISTINCT given, given_frequency FROM list.people) USING (given)
        LEFT JOIN (SELECT DISTINCT family, family_frequency FROM list.people) USING (family);
        CREATE OR REPLACE TEMP TABLE splink_people AS
        SELECT 'a' || person AS key, * EXCLUDE (person, account_id),
            given_frequency AS tf_given, family_frequency AS tf_family FROM list.people
        """
    )
    database = DuckDBAPI(connection)
    tables = [database.register("splink_claims"), database.register("splink_people")]
    asked = splink_settings(model, row_count(connection, "list.people")) | {
        "blocking_rules_to_generate_predictions": ["l.street = r.street AND l.number = r.number"]
    }
    found = Linker(tables, asked, log_level=logging.ERROR).inference.predict().as_duckdbpyrelation()
    names = found.columns
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {(row["key_l"], row["key_r"]): row for row in rows}
