"""Claims as rows of the calculator's input table."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

import duckdb
import pyarrow as pa
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.calculator import CLAIM_COLUMNS
from claims.matching.keys import name_key
from claims.models import (
    Account,
    AccountKey,
    Channel,
    Claim,
    DuplicateFlag,
    Exclusion,
    Matter,
    OptOutAddress,
    Status,
    Verdict,
)
from claims.models.claim import ClaimQuerySet
from claims.plans.precedence import Filed
from claims.texts import one_line

READ = pa.schema(
    [
        ("id", pa.int64()),
        ("channel", pa.string()),
        ("own_ref", pa.string()),
        ("reference", pa.string()),
        ("filed_at", pa.timestamp("us")),
        ("medium", pa.string()),
        ("postmarked_on", pa.date32()),
        ("signed", pa.bool_()),
        ("signed_later_at", pa.timestamp("us")),
        ("late_accepted", pa.bool_()),
        ("opted_out", pa.bool_()),
        ("withdrawn_at", pa.timestamp("us")),
        ("status", pa.string()),
        ("account__account_id", pa.string()),
        ("given", pa.string()),
        ("family", pa.string()),
        ("decided_verdict", pa.string()),
        ("put_aside", pa.string()),
    ]
)
"""What is read of a claim, by the name that the ORM has for it or TYPED; moments in UTC."""
TYPED = {"own_ref": "external_ref", "given": "first_name", "family": "last_name"}
"""What its author typed, by the model's name for it: read as `claims.texts.one_line` has it."""
NAME_KEYS = {"given_key": "given", "family_key": "family"}
"""How the names are compared (`name_key`): columns beside READ, each with the name it is of."""


def with_opt_out(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Add `opted_out`: an opt-out names the claim in one of the ways of `_ways_of`. And
    `opted_out_itself`: one names the claim or its own e-mail address, so that its author may be
    told."""
    ways = _ways_of(OuterRef("matter"))
    itself = reduce(or_, (way.for_each() for way in ways if way.names_itself))
    others = reduce(or_, (way.for_each() for way in ways if not way.names_itself))
    return claims.annotate(opted_out_itself=itself, opted_out=itself | others)


def opt_out_condition(matter: Matter) -> Q:
    """The same as `with_opt_out`'s `opted_out`, for all claims of a matter at once: its parts stand
    by themselves, so that a database looks each up once and not for every claim."""
    return reduce(or_, (way.at_once() for way in _ways_of(matter)))


@dataclass(frozen=True)
class _Way:
    """One way in which an opt-out names a claim: what rows say of a column of it."""

    column: str
    """The claim's."""
    rows: QuerySet[Any]
    value: str
    """The rows' column that has the same value."""
    names_itself: bool = False
    """The claim by itself, and not only its account or a claim that was merged into it."""
    only: Q = field(default_factory=Q)
    """Of which claims alone."""

    def for_each(self) -> Q:
        """Asked anew for each claim: for a few, or where they are of several matters."""
        return self.only & Q(Exists(self.rows.filter(**{self.value: OuterRef(self.column)})))

    def at_once(self) -> Q:
        """Asked once for all claims. A blank is in no list: NULL would be no answer."""
        is_listed = {f"{self.column}__in": self.rows.values(self.value)}
        return self.only & Q(**{f"{self.column}__isnull": False}, **is_listed)


def _ways_of(matter: Matter | OuterRef) -> tuple[_Way, ...]:
    """The ways in which an opt-out names a claim: by the submitter's own reference; by its e-mail
    address, as the opt-out had it or as today's rules read that; by its account, or by an e-mail
    address that is on file for the account; or by a claim that was merged into it, as both are one
    person's, who asked to be left out.

    `matter` may be that of whatever row the question is asked of.
    """
    named = Exclusion.objects.filter(matter=matter)
    addresses = OptOutAddress.objects.filter(matter=matter)
    by_ref = named.exclude(external_ref="")
    by_email = named.exclude(email_key="")

    def has_address(column: str) -> Q:
        return Q(**{f"{column}__in": by_email.values("email_key")}) | Q(
            **{f"{column}__in": addresses.values("value")}
        )

    filed_in_bulk = Q(channel=Channel.BULK)
    accounts = Account.objects.filter(
        matter=matter, account_id__in=named.exclude(account_id="").values("account_id")
    )
    keys = AccountKey.objects.filter(
        has_address("value"), matter=matter, kind=AccountKey.Kind.EMAIL
    )
    has_ref = Q(claim__channel=Channel.BULK, claim__external_ref__in=by_ref.values("external_ref"))
    merged = DuplicateFlag.objects.filter(
        has_ref | has_address("claim__email_key"), matter=matter, state=DuplicateFlag.State.MERGED
    )
    return (
        _Way("external_ref", by_ref, "external_ref", names_itself=True, only=filed_in_bulk),
        _Way("email_key", by_email, "email_key", names_itself=True),
        _Way("email_key", addresses, "value", names_itself=True),
        _Way("account", accounts, "pk"),
        _Way("account", keys, "account"),
        _Way("pk", merged, "survivor"),
    )


def tie_reference(claim: Claim) -> str:
    """What breaks a tie between claims of one moment: the submitter's own reference where there is
    one, so that it falls the same way anywhere."""
    return (claim.channel == Channel.BULK and one_line(claim.external_ref)) or claim.reference


def tie_reference_sql(own_ref: str) -> str:
    """`tie_reference` in the engine, on rows with `channel` and `reference`.

    `own_ref` is the column with the submitter's own reference on one line.
    """
    own = f"CASE WHEN channel = '{Channel.BULK.value}' THEN NULLIF({own_ref}, '') END"
    return f"COALESCE({own}, reference)"


def filed_of(claim: Claim) -> Filed:
    """What the order of claims asks of one (claims.plans.precedence)."""
    found_eligible = claim.decided_verdict == Verdict.ELIGIBLE
    return Filed(claim.filed_at, tie_reference(claim), claim.pk, found_eligible)


_MADE_OF: Mapping[str, str] = {
    "claim_id": "id",
    "sort_ref": tie_reference_sql("own_ref"),
    "filed_at": "filed_at",
    "medium": "medium",
    "postmarked_on": "postmarked_on",
    "signed": "signed OR signed_later_at IS NOT NULL",
    "late_accepted": "late_accepted",
    "opted_out": "opted_out",
    "withdrawn": f"withdrawn_at IS NOT NULL OR status = '{Status.WITHDRAWN.value}'",
    "account_id": "account__account_id",
    "given_name": "COALESCE(given_key, '')",
    "family_name": "COALESCE(family_key, '')",
    # Nobody knows what a claim that is put aside comes to: it waits for a person.
    "decision": f"CASE WHEN put_aside <> '' THEN '{Verdict.UNDETERMINED.value}' "
    "ELSE NULLIF(decided_verdict, '') END",
    "competing_resolved": "COALESCE(decided_verdict, '') <> ''",
}
if list(_MADE_OF) != list(CLAIM_COLUMNS):
    raise RuntimeError(
        f"The calculator's claims have the columns {', '.join(CLAIM_COLUMNS)}, and "
        f"claims/casework/assessment/claim_rows.py makes {', '.join(_MADE_OF)}. "
        "Name the same in both."
    )
ROWS_SQL = ", ".join(f"{made} AS {name}" for name, made in _MADE_OF.items())
"""The calculator's columns of a claim, to be selected from rows with READ and NAME_KEYS."""


def put_claims(
    connection: duckdb.DuckDBPyConnection, claims: Iterable[Claim], opted_out: Collection[int]
) -> None:
    """Make the view `claims` that the calculator reads; `opted_out` has keys of claims."""
    rows = [_read(claim, claim.pk in opted_out) for claim in claims]
    connection.register("read", pa.Table.from_pylist(rows, schema=_READ_WITH_KEYS))
    connection.execute(f"CREATE TEMP VIEW claims AS SELECT {ROWS_SQL} FROM read")  # noqa: S608  # nosec B608


_READ_WITH_KEYS = pa.schema([*READ, *((name, pa.string()) for name in NAME_KEYS)])


def _read(claim: Claim, opted_out: bool) -> dict[str, object]:
    """One claim as a row with READ and NAME_KEYS."""
    typed = {name: one_line(getattr(claim, column)) for name, column in TYPED.items()}
    own = {
        **typed,
        **{key: name_key(typed[name]) for key, name in NAME_KEYS.items()},
        "opted_out": opted_out,
        "account__account_id": claim.account.account_id if claim.account else None,
        # Its data are worked with at this moment, so what it comes to is not left open.
        "put_aside": "",
    }
    read = {name: getattr(claim, name) for name in READ.names if name not in own}
    return {name: _without_zone(value) for name, value in (read | own).items()}


def _without_zone(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
