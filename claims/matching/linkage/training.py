"""Counting what a matter's own claims and class list say of each level, with Splink.

`u` comes from random pairs of the class list. `m` comes from claims whose account is known by an
exact key, where there are enough; otherwise from expectation maximisation over pairs that share a
block. Either is weighed against what `comparisons` believes beforehand, so that a level that was
seen twice, or never, still says something sensible.
"""

import logging
from dataclasses import replace
from typing import Any

import duckdb
import splink
from splink import DuckDBAPI, Linker

from claims.matching.linkage.class_list_index import row_count
from claims.matching.linkage.comparisons import (
    COMPARISON_BY_KEY,
    COMPARISONS,
    ComparisonLevel,
    Indication,
    LinkageComparison,
)
from claims.matching.linkage.linkage_model import (
    LevelProbabilities,
    LinkageModel,
    untrained_model,
)
from claims.matching.linkage.pair_weights import (
    COMPARED_COLUMNS,
    level_sql,
    pairs_sql,
    weighed_pairs_sql,
)

MIN_LABELLED_CLAIMS = 200
"""Claims matched by an exact key from which `m` is counted."""
MIN_UNLABELLED_CLAIMS = 500
"""Claims without one from which it is estimated."""
MOST_CLAIMS = 20_000
"""Claims that training looks at; more would change nothing that is shown."""

_PRIOR_PAIRS_M = 50
"""How many pairs what is believed of `m` is worth, against those that are counted."""
_PRIOR_PAIRS_U = 2_000
_RANDOM_PAIRS = 300_000
_SEED = 20250121
_ROUNDS = 20
_LEAST_SHARE, _LARGEST_SHARE = 0.05, 0.95

# Blocks of expectation maximisation. None rests on the address and family name alone: most pairs
# that share both are two people of one household, from whom nothing is learnt of one person's.
_EM_BLOCKS = (
    "l.given = r.given AND l.family = r.family",
    "l.given = r.given AND l.postal = r.postal",
    "l.birth = r.birth AND l.postal = r.postal",
    "l.phone = r.phone",
)
_MIN_SESSION_PAIRS = 200

_CONTRARY_NAME_LEVELS = ", ".join(
    str(place)
    for place, level in enumerate(COMPARISON_BY_KEY["given_name"].levels)
    if level.says is Indication.AGAINST
)
# What `deciding` calls a household's is nobody's own account.
_SAME_PERSON_SQL = f"COALESCE(level_given_name NOT IN ({_CONTRARY_NAME_LEVELS}), true)"


def train_model(connection: duckdb.DuckDBPyConnection, claims: str, labels: str) -> LinkageModel:
    """The model of a matter. `connection` is `open_index`'s; `claims` was made by `put_claims`;
    `labels` has (claim, person) for each claim whose account an exact key tells.

    The same tables give the same model.
    """
    labelled, filed = row_count(connection, labels), row_count(connection, claims)
    linker = _splink_linker(connection, claims)
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
    u = _estimates(linker, "u_probability")
    m: dict[str, list[float | None]] = {}
    how, pairs = "belief", 0
    if labelled >= MIN_LABELLED_CLAIMS:
        how, pairs = "exact keys", labelled
        m = _counted_estimates(connection, claims, labels)
    elif filed - labelled >= MIN_UNLABELLED_CLAIMS:
        how, pairs = "expectation maximisation", filed - labelled
        m = _maximised_estimates(connection, linker, claims)
    believed = untrained_model()
    model = replace(
        believed,
        chances={
            comparison.key: tuple(
                LevelProbabilities(
                    m=_weighted_mean(level.m, _PRIOR_PAIRS_M, found_m, pairs),
                    u=_weighted_mean(level.u, _PRIOR_PAIRS_U, found_u, _RANDOM_PAIRS),
                )
                for level, found_m, found_u in zip(
                    comparison.levels,
                    m.get(comparison.key, [None] * len(comparison.levels)),
                    u[comparison.key],
                    strict=True,
                )
            )
            for comparison in COMPARISONS
        },
        trained_on={
            "m": how,
            "claims": filed,
            "labelled_claims": labelled,
            "accounts": row_count(connection, "list.people"),
            "random_pairs": _RANDOM_PAIRS,
            "splink": splink.__version__,
        },
    )
    return replace(model, share=_share(connection, claims, labels, model))


def splink_settings(model: LinkageModel, accounts: int) -> dict[str, Any]:
    """The comparisons as settings of Splink, with the chances of a model."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "key",
        "probability_two_random_records_match": model.share / max(accounts, 1),
        "comparisons": [
            {
                "output_column_name": comparison.key,
                "comparison_levels": [
                    {
                        "sql_condition": comparison.blank,
                        "label_for_charts": "blank",
                        "is_null_level": True,
                    },
                    *(
                        _level_settings(level, chances)
                        for level, chances in zip(
                            comparison.levels, model.chances[comparison.key], strict=True
                        )
                    ),
                ],
            }
            for comparison in COMPARISONS
        ],
        "retain_intermediate_calculation_columns": True,
    }


def _level_settings(level: ComparisonLevel, chances: LevelProbabilities) -> dict[str, Any]:
    found = {
        "sql_condition": level.condition,
        "label_for_charts": level.key,
        "m_probability": chances.m,
        "u_probability": chances.u,
    }
    if level.frequency_of:
        found["tf_adjustment_column"] = level.frequency_of
    return found


def _splink_linker(connection: duckdb.DuckDBPyConnection, claims: str) -> Linker:
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE training_claims AS
        SELECT 'c' || claim AS key, * EXCLUDE (claim) FROM {claims} ORDER BY claim;
        CREATE OR REPLACE TEMP TABLE training_people AS
        SELECT 'a' || person AS key,
            * EXCLUDE (person, account_id, given_frequency, family_frequency)
        FROM list.people ORDER BY person
        """  # noqa: S608  # nosec B608
    )
    database = DuckDBAPI(connection)
    tables = [database.register("training_claims"), database.register("training_people")]
    asked = splink_settings(untrained_model(), row_count(connection, "list.people"))
    # It would tell of every step; who trains a model waits a few seconds.
    return Linker(tables, asked, log_level=logging.ERROR)


def _estimates(linker: Linker, name: str) -> dict[str, list[float | None]]:
    """m or u of each level, by comparison; None where nothing was seen."""
    written = linker.misc.save_model_to_json(None)
    return {
        comparison["output_column_name"]: [
            level.get(name)
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        for comparison in written["comparisons"]
    }


def _counted_estimates(
    connection: duckdb.DuckDBPyConnection, claims: str, labels: str
) -> dict[str, list[float | None]]:
    """m from pairs that an exact key tells to be one person's."""
    found: dict[str, list[float | None]] = {}
    for comparison in COMPARISONS:
        rows = connection.execute(
            f"SELECT level, count(*) FROM ({_levels_sql(comparison, claims, labels)}) "  # noqa: S608  # nosec B608
            "WHERE level IS NOT NULL GROUP BY level"
        ).fetchall()
        counts = dict(rows)
        total = sum(counts.values())
        found[comparison.key] = [
            counts.get(place, 0) / total if total else None
            for place in range(len(comparison.levels))
        ]
    return found


def _levels_sql(comparison: LinkageComparison, claims: str, pairs: str) -> str:
    sides = ", ".join(
        f"{side}.{column} AS {column}_{side}" for side in ("l", "r") for column in COMPARED_COLUMNS
    )
    return f"""
        SELECT {level_sql(comparison)} AS level FROM (
            SELECT {sides} FROM {pairs} AS pairs
            JOIN {claims} AS l USING (claim) JOIN list.people AS r USING (person)
        )
    """  # noqa: S608  # nosec B608


def _maximised_estimates(
    connection: duckdb.DuckDBPyConnection, linker: Linker, claims: str
) -> dict[str, list[float | None]]:
    """m by expectation maximisation, over every session whose block holds enough pairs."""
    for session in _EM_BLOCKS:
        pairs = connection.execute(
            f"SELECT count(*) FROM {claims} AS l JOIN list.people AS r ON {session}"  # noqa: S608  # nosec B608
        ).fetchone()
        if pairs and pairs[0] >= _MIN_SESSION_PAIRS:
            linker.training.estimate_parameters_using_expectation_maximisation(
                session, fix_u_probabilities=True
            )
    return _estimates(linker, "m_probability")


def _share(
    connection: duckdb.DuckDBPyConnection, claims: str, labels: str, model: LinkageModel
) -> float:
    """How many of the claims without an exact key have an account, by expectation maximisation:
    the mean, over the claims, of the probability that one of their candidates is theirs."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE without_key AS
        SELECT * FROM {claims} ANTI JOIN {labels} USING (claim);
        CREATE OR REPLACE TEMP TABLE share_pairs AS {pairs_sql("without_key", "list.blocks")};
        """  # noqa: S608  # nosec B608
    )
    filed = row_count(connection, "without_key")
    if filed < MIN_LABELLED_CLAIMS:
        return model.share
    accounts = row_count(connection, "list.people")
    scored = weighed_pairs_sql("share_pairs", "without_key", "list.people", model)
    totals = [
        row[0]
        for row in connection.execute(
            f"SELECT sum(power(2.0, least(weight, 500.0))) FROM ({scored}) "  # noqa: S608  # nosec B608
            f"WHERE {_SAME_PERSON_SQL} GROUP BY claim ORDER BY claim"
        ).fetchall()
    ]
    share = model.share
    for _ in range(_ROUNDS):
        odds = share / (1 - share) / max(accounts, 1)
        matched = sum(odds * total / (1 + odds * total) for total in totals)
        share = min(max(matched / filed, _LEAST_SHARE), _LARGEST_SHARE)
    return share


def _weighted_mean(believed: float, worth: int, found: float | None, counted: int) -> float:
    if found is None or counted == 0:
        return believed
    return (believed * worth + found * counted) / (worth + counted)
