"""How much every pair weighs: the sum, over the comparisons, of what its level says.

One expression, for one claim as for all of them. The weights are those of Fellegi and Sunter, as
Splink computes them; a test holds the two against each other.
"""

from claims.matching.linkage.blocking import block_keys_sql
from claims.matching.linkage.comparable_particulars import PARTICULARS_COLUMNS
from claims.matching.linkage.comparisons import (
    COMPARISONS,
    ComparisonLevel,
    LinkageComparison,
)
from claims.matching.linkage.linkage_model import LevelProbabilities, LinkageModel

MAX_CANDIDATES = 5
"""Pairs kept for a claim, the heaviest."""
MAX_WEIGHT_GAP = 13
"""Bits by which a pair that is kept may weigh less than the heaviest of its claim: one in 8,192."""

COMPARED_COLUMNS = (*PARTICULARS_COLUMNS, "given_is_known")
"""The columns of either side that a condition may name."""


def pairs_sql(claims: str, blocks: str) -> str:
    """A SELECT of (claim, person): the pairs that share a block. `claims` has `claim` and COLUMNS;
    `blocks` has `block` and `person`, as `index` makes it."""
    keys = block_keys_sql(claims, "claim")
    return f"SELECT DISTINCT claim, person FROM ({keys}) JOIN {blocks} USING (block)"  # noqa: S608  # nosec B608


def weighed_pairs_sql(pairs: str, claims: str, people: str, model: LinkageModel) -> str:
    """A SELECT of claim, person, account_id, weight, and for each comparison the place of its level
    (`level_KEY`, NULL where it is not given) and what it weighs (`weight_KEY`).

    The weight is without the prior. At most CANDIDATES rows a claim, the heaviest first, and none
    that is HOPELESS beside the heaviest.
    """
    both = ", ".join(
        f"l.{column} AS {column}_l, r.{column} AS {column}_r" for column in COMPARED_COLUMNS
    )
    levels = ", ".join(f"{level_sql(each)} AS level_{each.key}" for each in COMPARISONS)
    weights = ", ".join(
        f"{_weight_sql(each, model.chances[each.key])} AS weight_{each.key}" for each in COMPARISONS
    )
    total = " + ".join(f"weight_{each.key}" for each in COMPARISONS)
    names = ", ".join(f"level_{each.key}, weight_{each.key}" for each in COMPARISONS)
    return f"""
        WITH compared AS (
            SELECT claim, person, account_id, given_frequency, family_frequency, {levels}
            FROM (
                SELECT pairs.claim, pairs.person, r.account_id, r.given_frequency,
                    r.family_frequency, {both}
                FROM {pairs} AS pairs
                JOIN {claims} AS l USING (claim)
                JOIN {people} AS r USING (person)
            )
        ), weighed AS (SELECT *, {weights} FROM compared)
        SELECT claim, person, account_id, {total} AS weight, {names} FROM weighed
        QUALIFY row_number() OVER (PARTITION BY claim ORDER BY {total} DESC, account_id)
                <= {MAX_CANDIDATES}
            AND {total} >= max({total}) OVER (PARTITION BY claim) - {MAX_WEIGHT_GAP}
        ORDER BY claim, weight DESC, account_id
    """  # noqa: S608  # nosec B608


def level_sql(comparison: LinkageComparison) -> str:
    """The place of the first level that holds; NULL where the detail is not given."""
    *some, _ = comparison.levels
    cases = " ".join(f"WHEN {level.condition} THEN {place}" for place, level in enumerate(some))
    return f"CASE WHEN {comparison.blank} THEN NULL {cases} ELSE {len(some)} END"


def _weight_sql(comparison: LinkageComparison, chances: tuple[LevelProbabilities, ...]) -> str:
    column = f"level_{comparison.key}"
    cases = " ".join(
        f"WHEN {place} THEN {_level_weight_sql(level, each)}"
        for place, (level, each) in enumerate(zip(comparison.levels, chances, strict=True))
    )
    return f"CASE {column} {cases} ELSE 0.0 END"


def _level_weight_sql(level: ComparisonLevel, chances: LevelProbabilities) -> str:
    if level.frequency_of is None:
        return f"{chances.weight!r}::DOUBLE"
    # A common name agrees more often by chance than a rare one.
    return f"log2({chances.m!r}::DOUBLE / {level.frequency_of}_frequency)"
