"""From claims and their keys to what a person should look at: who looks like whom, and by what."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa

from claims.matching.clusters.components import (
    LARGEST_COMPONENT,
    Pair,
    connected_components,
    split_component,
)
from claims.matching.clusters.pairs import (
    ACCOUNT_KIND,
    contradicting_pairs,
    create_pair_tables,
    further_shared_keys,
)
from claims.plans.survivor_rule import Survivor

Row = Mapping[str, Any]
_MEMBERS = pa.schema([("place", pa.int64()), ("component", pa.int64())])
_STRENGTH = ("same", "nickname", "one_of", "another", "swapped", "close", "slip", "near", "initial")


@dataclass(frozen=True, slots=True)
class SimilarClaim:
    """A claim that looks like another, which goes on if they are one person's."""

    claim: int
    survivor: int
    is_competing: bool
    """They name one account, and their names or dates of birth are two people's."""
    evidence: dict[str, Any]
    """Plain JSON: `pairs`, the way from the claim to the survivor, each with the keys that it
    shares and how its names and dates of birth compare. No name and no address."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The kinds of key that any of its pairs shares, sorted."""
        return evidence_keys(self.evidence)


@dataclass(frozen=True, slots=True)
class ClusterSearchResult:
    """What was found among the claims of the table `filed`."""

    alike: list[SimilarClaim]
    linked: list[list[int]]
    """Claims that pairs connect, before any were kept apart."""
    too_many: int
    """Claims of components larger than LARGEST_COMPONENT: nothing is said of them."""

    def by_key(self) -> dict[str, int]:
        """How many claims look like another by each kind of key."""
        return dict(sorted(Counter(key for each in self.alike for key in each.keys).items()))


def find_similar_claims(
    connection: duckdb.DuckDBPyConnection,
    apart: Iterable[tuple[int, int, Sequence[str]]] = (),
    survivor: Survivor = "earliest",
) -> ClusterSearchResult:
    """Who looks like whom among the claims of the tables `filed` and `keys`.

    `filed` has claim, reference, ref (a tie of filed_at is decided by it), filed_at, complete,
    may_survive, found_eligible (by a person), account and pairs.READ_COLUMNS; `keys` has claim,
    kind and value. `apart` has pairs of claims that a person found to be two people's, with the
    keys that they shared then: they stay apart until they share another. The survivor of a cluster
    is the first of its complete claims in the order that the calculation has for an account too
    (claims.plans.precedence). Of claims that may not survive none is one.
    """
    create_pair_tables(connection, survivor)
    claims = _claims_in_pairs(connection)
    judged = _compared_pairs(connection)
    kept_apart = _separated_pairs(apart, claims, judged)
    joins = {pair: row for pair, row in judged.items() if row["joins"] and pair not in kept_apart}
    for one, other, kind in further_shared_keys(connection):
        if (one, other) in judged:
            judged[one, other]["besides"].append(kind)
    components = connected_components(joins)
    too_large = {root for root, group in components.items() if len(group) > LARGEST_COMPONENT}
    looked_at = {root: group for root, group in components.items() if root not in too_large}
    clusters = _consistent_clusters(connection, looked_at, joins, kept_apart)
    cluster_of = {place: number for number, group in enumerate(clusters) for place in group}
    within: dict[int, list[Pair]] = defaultdict(list)
    for one, other in joins:
        if one in cluster_of and cluster_of[one] == cluster_of.get(other):
            within[cluster_of[one]].append((one, other))
    alike = [
        each
        for number, group in enumerate(clusters)
        for each in _similar_claims(group, within[number], claims, joins)
    ]
    known = {each.claim for each in alike}
    alike += [
        each for each in _competing_claims(judged, kept_apart, claims) if each.claim not in known
    ]
    return ClusterSearchResult(
        sorted(alike, key=lambda each: each.claim),
        _linked_groups(components, judged, claims),
        sum(len(components[root]) for root in too_large),
    )


def evidence_keys(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of key that an Alike's evidence names, sorted."""
    return tuple(sorted({key for pair in evidence["pairs"] for key in pair["keys"]}))


def _claims_in_pairs(connection: duckdb.DuckDBPyConnection) -> dict[int, Row]:
    """The claims that are in any pair, by their place."""
    rows = connection.execute(
        "SELECT place, claim, reference, complete, may_survive FROM asked"
    ).to_arrow_table()
    return {row["place"]: row for row in rows.to_pylist()}


def _compared_pairs(connection: duckdb.DuckDBPyConnection) -> dict[Pair, dict[str, Any]]:
    rows = connection.execute(
        "SELECT * FROM judged WHERE joins OR (contradicts AND list_contains(kinds, ?)) "
        "ORDER BY one, other",
        [ACCOUNT_KIND],
    ).to_arrow_table()
    return {(row["one"], row["other"]): row | {"besides": []} for row in rows.to_pylist()}


def _separated_pairs(
    apart: Iterable[tuple[int, int, Sequence[str]]],
    claims: Mapping[int, Row],
    judged: Mapping[Pair, Row],
) -> set[Pair]:
    """Pairs that a person found to be two people's, but for those that share a new key since."""
    places = {row["claim"]: place for place, row in claims.items()}
    kept = set()
    for one, other, known in apart:
        if one in places and other in places:
            low, high = sorted((places[one], places[other]))
            row = judged.get((low, high))
            if row is None or set(row["kinds"]) <= set(known):
                kept.add((low, high))
    return kept


def _consistent_clusters(
    connection: duckdb.DuckDBPyConnection,
    components: Mapping[int, Sequence[int]],
    joins: Mapping[Pair, Row],
    kept_apart: Iterable[Pair],
) -> list[list[int]]:
    """The components, those in which two contradict each other built up anew."""
    chained = {root: group for root, group in components.items() if len(group) > 2}
    rows = [(place, root) for root, group in chained.items() for place in group]
    members = pa.table([[place for place, _ in rows], [root for _, root in rows]], schema=_MEMBERS)
    connection.register("members", members)
    component = dict(rows)
    apart: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one, other in [*contradicting_pairs(connection, "members"), *kept_apart]:
        root = component.get(one)
        if root is not None and root == component.get(other):
            apart[root][one].add(other)
            apart[root][other].add(one)
    connection.unregister("members")
    of_component: dict[int, list[Pair]] = defaultdict(list)
    for pair in joins:
        if component.get(pair[0]) in apart:
            of_component[component[pair[0]]].append(pair)
    clusters = [list(group) for root, group in components.items() if root not in apart]
    for root, pairs in of_component.items():
        strongest = sorted(pairs, key=lambda pair: (_strength(joins[pair]), pair))
        clusters += split_component(strongest, apart[root])
    return clusters


def _strength(row: Row) -> tuple[int, int, int]:
    """The strongest first: more keys, then closer names."""
    given, family = row["given_level"], row["family_level"]
    return (-len(row["kinds"]), _level_rank(given), _level_rank(family))


def _level_rank(level: str | None) -> int:
    return _STRENGTH.index(level) if level in _STRENGTH else len(_STRENGTH)


def _similar_claims(
    cluster: Sequence[int],
    within: Iterable[Pair],
    claims: Mapping[int, Row],
    joins: Mapping[Pair, Row],
) -> Iterable[SimilarClaim]:
    may = [place for place in cluster if claims[place]["may_survive"]]
    if not may:
        return
    # Places are in the order in which the plan prefers claims.
    survivor = min(may, key=lambda place: (not claims[place]["complete"], place))
    ways = _paths_to(survivor, within)
    for place in may:
        if place != survivor:
            pairs = [_pair_evidence(pair, joins, claims) for pair in ways[place]]
            yield SimilarClaim(
                claims[place]["claim"], claims[survivor]["claim"], False, {"pairs": pairs}
            )


def _paths_to(survivor: int, within: Iterable[Pair]) -> dict[int, list[Pair]]:
    """For each claim of the cluster the shortest way of pairs from it to the survivor."""
    neighbours: dict[int, list[int]] = defaultdict(list)
    for one, other in within:
        neighbours[one].append(other)
        neighbours[other].append(one)
    ways: dict[int, list[Pair]] = {survivor: []}
    waiting = deque([survivor])
    while waiting:
        place = waiting.popleft()
        for other in sorted(neighbours[place]):
            if other not in ways:
                ways[other] = [(min(place, other), max(place, other)), *ways[place]]
                waiting.append(other)
    return ways


def _pair_evidence(
    pair: Pair, judged: Mapping[Pair, Row], claims: Mapping[int, Row]
) -> dict[str, Any]:
    row = judged[pair]
    one, other = (claims[place]["reference"] for place in pair)
    return {
        "one": one,
        "other": other,
        "keys": list(row["kinds"]),
        "besides": row["besides"],
        "given_name": row["given_level"],
        "family_name": row["family_level"],
        "birth": row["birth_level"],
    }


def _competing_claims(
    judged: Mapping[Pair, Row], kept_apart: set[Pair], claims: Mapping[int, Row]
) -> Iterable[SimilarClaim]:
    """Claims for an account that somebody else, by the names, claims as well; each beside the first
    complete claim of the account."""
    for pair, row in judged.items():
        if row["joins"] or pair in kept_apart:
            continue
        may = [place for place in pair if claims[place]["may_survive"]]
        if len(may) == len(pair):
            first, last = sorted(pair, key=lambda place: (not claims[place]["complete"], place))
            yield SimilarClaim(
                claims[last]["claim"],
                claims[first]["claim"],
                True,
                {"pairs": [_pair_evidence(pair, judged, claims)]},
            )


def _linked_groups(
    components: Mapping[int, Sequence[int]], judged: Iterable[Pair], claims: Mapping[int, Row]
) -> list[list[int]]:
    """The components, joined also by the pairs that compete."""
    chains = [pairwise(group) for group in components.values()]
    whole = connected_components([pair for chain in chains for pair in chain] + list(judged))
    return [[claims[place]["claim"] for place in group] for group in whole.values()]
