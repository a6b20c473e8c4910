"""Look for the accounts of claims that no exact key names: once for each model and production."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from more_itertools import chunked

from claims.audit import SYSTEM, Actor
from claims.audit.chain import record_for_matter
from claims.casework.assessment.exact_matches import exact_decisions
from claims.matching.linkage.claim_linkage import decide_claims
from claims.matching.linkage.class_list_index import (
    build_index,
    create_claims_table,
    layout_version,
    open_index,
)
from claims.matching.linkage.comparable_particulars import INPUT_COLUMNS
from claims.matching.linkage.linkage_decision import LinkageDecision
from claims.matching.linkage.linkage_model import InvalidModel, LinkageModel, untrained_model
from claims.matching.linkage.training import MIN_LABELLED_CLAIMS, MOST_CLAIMS, train_model
from claims.matching.match_decision import LINKAGE, MatchDecision, MatchResult
from claims.models import (
    Claim,
    EventKind,
    Linkage,
    LinkageVersion,
    Matter,
    Production,
)
from claims.records.lookup import record_files

GROWTH_FACTOR = 4
"""Times as many claims as a model was trained on, and another is trained."""
_BATCH = 20_000

# A connection is one thread's at a time; requests without a broker may meet at it.
_index_lock = threading.Lock()


def link_claims(matter: Matter, claims: Iterable[Claim], at: datetime) -> int:
    """Decide, for each of the claims for linkage, which account it may be for.

    What was decided before on the same model and production is not done again. Returns how many
    were. Call outside a transaction: the first call on a production makes its index.
    """
    production = Production.objects.current(matter)
    if production is None:
        return 0
    without_key = _claims_without_key(matter, claims)
    if not without_key:
        return 0
    version = fitting_version(matter, production, at)
    known = set(
        Linkage.objects.filter(
            claim__in=[claim.pk for claim in without_key], version=version, production=production
        ).values_list("claim_id", flat=True)
    )
    todo = [claim for claim in without_key if claim.pk not in known]
    model = LinkageModel.from_json(version.parameters)
    for batch in chunked(todo, _BATCH):
        decisions = _linkage_results(production, model, batch)
        Linkage.objects.bulk_create(
            [
                Linkage(
                    claim=claim,
                    version=version,
                    production=production,
                    made_at=at,
                    decision=decisions[claim.pk].as_json(),
                )
                for claim in batch
            ],
            ignore_conflicts=True,
            batch_size=1000,
        )
    return len(todo)


def match_decisions(
    matter: Matter, production: Production | None, claims: Sequence[Claim]
) -> dict[int, MatchDecision]:
    """The decision for each claim, by its primary key: of the exact keys, and where these name
    nobody, of what `link` found on this production with the newest model."""
    decisions = exact_decisions(matter, claims)
    version = LinkageVersion.objects.of(matter).last()
    if production is None or version is None:
        return decisions
    without_key = [pk for pk, each in decisions.items() if each.is_for_linkage]
    found = Linkage.objects.filter(claim__in=without_key, version=version, production=production)
    for linkage in found:
        decisions[linkage.claim_id] = _with_linkage(
            decisions[linkage.claim_id], linkage.decision, version
        )
    return decisions


def _with_linkage(
    decision: MatchDecision, said: Mapping[str, Any], version: LinkageVersion
) -> MatchDecision:
    """What linkage says of a claim; where a key names somebody of another name, a person decides
    between that account and those."""
    by_key = decision.candidates
    return replace(
        decision,
        outcome=decision.outcome if by_key else MatchResult(said["outcome"]),
        account_id=None if by_key else said["account_id"],
        candidates=(*by_key, *(each for each in said["candidates"] if each not in by_key)),
        by=f"{LINKAGE} {version.number}",
        linkage={
            "model": version.number,
            "prior": said["prior"],
            "looked_at": said["looked_at"],
        },
    )


def fitting_version(matter: Matter, production: Production, at: datetime) -> LinkageVersion:
    """The newest model of the matter; another is trained when there is none that fits this version
    of the software, or when the claims have become several times as many since."""
    version = LinkageVersion.objects.of(matter).last()
    if version is not None and not _is_model_outgrown(matter, version):
        return version
    return train_version(matter, production, actor=SYSTEM, at=at)


def train_version(
    matter: Matter,
    production: Production,
    *,
    actor: Actor,
    at: datetime,
    lower: float | None = None,
    upper: float | None = None,
) -> LinkageVersion:
    """Train a model on the matter's claims and class list, and keep it as the newest version.

    Thresholds that are not given stay as they were. Raises NotAModel when they are not in order.
    """
    before = LinkageVersion.objects.of(matter).last()
    model = _trained_model(matter, production)
    kept = before.parameters if before else model.as_json()
    model = model.with_thresholds(
        lower=kept["lower"] if lower is None else lower,
        upper=kept["upper"] if upper is None else upper,
    )
    try:
        with transaction.atomic():
            numbers = LinkageVersion.objects.of(matter).aggregate(last=Max("number"))
            version = LinkageVersion.objects.create(
                matter=matter,
                number=(numbers["last"] or 0) + 1,
                production=production,
                made_at=at,
                parameters=model.as_json(),
                sha256=model.sha256,
            )
            record_for_matter(
                matter,
                EventKind.LINKAGE_TRAINED,
                actor,
                at,
                {"number": version.number, "sha256": version.sha256},
            )
    except IntegrityError:
        # Another worker trained one meanwhile, on the same class list.
        return LinkageVersion.objects.of(matter).latest("number")
    return version


def _is_model_outgrown(matter: Matter, version: LinkageVersion) -> bool:
    try:
        model = LinkageModel.from_json(version.parameters)
    except InvalidModel:
        return True
    enough = max(GROWTH_FACTOR * int(model.trained_on["claims"]), MIN_LABELLED_CLAIMS)
    # Training looks at no more than so many, so a larger matter teaches it nothing new.
    return enough <= MOST_CLAIMS and Claim.objects.of(matter)[:enough].count() == enough


def _claims_without_key(matter: Matter, claims: Iterable[Claim]) -> list[Claim]:
    claims = list(claims)
    decisions = exact_decisions(matter, claims)
    return [claim for claim in claims if decisions[claim.pk].is_for_linkage]


def _linkage_results(
    production: Production, model: LinkageModel, claims: Sequence[Claim]
) -> dict[int, LinkageDecision]:
    with class_list_index(production) as connection:
        connection.register("filed", _claims_table(claims))
        return decide_claims(connection, "filed", model)


def _trained_model(matter: Matter, production: Production) -> LinkageModel:
    claims = _training_claims(matter)
    if len(claims) < MIN_LABELLED_CLAIMS:
        return replace(untrained_model(), trained_on={"m": "belief", "claims": len(claims)})
    decisions = exact_decisions(matter, claims)
    with class_list_index(production) as connection:
        connection.register("filed", _claims_table(claims))
        create_claims_table(connection, "filed", "sampled")
        connection.register("known_accounts", _label_table(decisions))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE labelled AS SELECT claim, person FROM known_accounts "
            "JOIN list.people USING (account_id)"
        )
        return train_model(connection, "sampled", "labelled")


def _training_claims(matter: Matter) -> list[Claim]:
    """Every claim, or every so many of them."""
    claims = Claim.objects.of(matter)
    step = -(-claims.count() // MOST_CLAIMS) or 1
    chosen = claims.alias(place=F("pk") % step).filter(place=0)
    return list(chosen.order_by("id")[:MOST_CLAIMS])


def _label_table(decisions: Mapping[int, MatchDecision]) -> pa.Table:
    known = [(pk, each.account_id) for pk, each in decisions.items() if each.account_id]
    return pa.table(
        {
            "claim": pa.array([pk for pk, _ in known], pa.int64()),
            "account_id": pa.array([account_id for _, account_id in known], pa.string()),
        }
    )


def _claims_table(claims: Sequence[Claim]) -> pa.Table:
    return pa.table(
        {
            "claim": pa.array([claim.pk for claim in claims], pa.int64()),
            **{
                column: pa.array(
                    [getattr(claim.particulars, column) for claim in claims], pa.string()
                )
                for column in INPUT_COLUMNS
            },
        }
    )


@contextmanager
def class_list_index(production: Production) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the class list of the production attached as `list`, made if need be."""
    path = _index_path(production)
    with _index_lock:
        if not path.exists():
            build_index(
                record_files(production, "accounts"),
                path,
                memory=settings.TALLY_MEMORY,
                threads=settings.TALLY_THREADS,
            )
            _delete_other_indexes(path)
        yield _cached_index(path)


def _index_path(production: Production) -> Path:
    folder = Path(settings.DATA_DIR) / "matters" / production.matter.slug / "linkage"
    return folder / f"{production.sha256[:16]}-{layout_version()}.duckdb"


def _delete_other_indexes(path: Path) -> None:
    for other in path.parent.glob("*.duckdb"):
        if other != path:
            other.unlink(missing_ok=True)


@lru_cache(maxsize=4)
def _cached_index(path: Path) -> duckdb.DuckDBPyConnection:
    return open_index(path)
