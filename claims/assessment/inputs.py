"""Claims as rows of the calculator's input table."""

from collections.abc import Iterable
from datetime import UTC

import pyarrow as pa
from django.db.models import Exists, OuterRef, Q, QuerySet

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
)
from claims.models.claim import ClaimQuerySet
from claims.texts import one_line

SCHEMA = pa.schema(
    [
        ("claim_id", pa.int64()),
        ("sort_ref", pa.string()),
        ("filed_at", pa.timestamp("us")),
        ("medium", pa.string()),
        ("postmarked_on", pa.date32()),
        ("signed", pa.bool_()),
        ("late_accepted", pa.bool_()),
        ("opted_out", pa.bool_()),
        ("withdrawn", pa.bool_()),
        ("account_id", pa.string()),
        ("given_name", pa.string()),
        ("family_name", pa.string()),
        ("decision", pa.string()),
        ("competing_resolved", pa.bool_()),
    ]
)


def with_opt_out(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Add `opted_out`: an exclusion names the claim, its e-mail address, its account, an e-mail
    address that is on file for its account, or a claim that was merged into it. And
    `opted_out_itself`: one names the claim or its own e-mail address, so that its author may be
    told."""
    of_matter = Exclusion.objects.filter(matter=OuterRef("matter"))
    by_account_email = AccountKey.objects.filter(
        _among(
            "value",
            Exclusion.objects.filter(matter=OuterRef("matter")),
            OptOutAddress.objects.filter(matter=OuterRef("matter")),
        ),
        account=OuterRef("account"),
        kind=AccountKey.Kind.EMAIL,
    )
    by_ref = of_matter.filter(external_ref=OuterRef("external_ref")).exclude(external_ref="")
    by_email = of_matter.filter(email_key=OuterRef("email_key")).exclude(email_key="")
    by_address = OptOutAddress.objects.filter(
        matter=OuterRef("matter"), value=OuterRef("email_key")
    )
    by_account = of_matter.filter(account_id=OuterRef("account__account_id"))
    by_merged = _merged_and_named(
        Exclusion.objects.filter(matter=OuterRef("matter")),
        OptOutAddress.objects.filter(matter=OuterRef("matter")),
    )
    itself = Q(Exists(by_ref), channel=Channel.BULK) | Q(Exists(by_email)) | Q(Exists(by_address))
    return claims.annotate(
        opted_out_itself=itself,
        opted_out=itself
        | Q(Exists(by_account))
        | Q(Exists(by_account_email))
        | Q(Exists(by_merged.filter(survivor=OuterRef("pk")))),
    )


def opted_out_in(matter: Matter) -> Q:
    """The same as `with_opt_out`'s `opted_out`, for all claims of a matter at once: its parts stand
    by themselves, so that a database looks each up once and not for every claim."""
    named = Exclusion.objects.filter(matter=matter)
    addresses = OptOutAddress.objects.filter(matter=matter)
    by_name = named.exclude(account_id="").values("account_id")
    by_address = AccountKey.objects.filter(
        _among("value", named, addresses), matter=matter, kind=AccountKey.Kind.EMAIL
    )
    accounts = Account.objects.of(matter).filter(account_id__in=by_name)
    return (
        Q(
            channel=Channel.BULK,
            external_ref__isnull=False,
            external_ref__in=named.exclude(external_ref="").values("external_ref"),
        )
        | _among("email_key", named, addresses)
        | Q(account__isnull=False, account__in=accounts.values("pk"))
        | Q(account__isnull=False, account__in=by_address.values("account"))
        | Q(pk__in=_merged_and_named(named, addresses).filter(matter=matter).values("survivor"))
    )


def _among(column: str, named: QuerySet[Exclusion], addresses: QuerySet[OptOutAddress]) -> Q:
    """Rows whose `column` is the key of an address of an opt-out, by today's rules or its own."""
    return Q(**{f"{column}__in": named.exclude(email_key="").values("email_key")}) | Q(
        **{f"{column}__in": addresses.values("value")}
    )


def _merged_and_named(
    named: QuerySet[Exclusion], addresses: QuerySet[OptOutAddress]
) -> QuerySet[DuplicateFlag]:
    """Merges of claims that an exclusion names by themselves: their author is one person, who asked
    to be left out."""
    by_ref = Q(
        claim__channel=Channel.BULK,
        claim__external_ref__in=named.exclude(external_ref="").values("external_ref"),
    )
    by_email = _among("claim__email_key", named, addresses)
    return DuplicateFlag.objects.filter(by_ref | by_email, state=DuplicateFlag.State.MERGED)


def tie_reference(claim: Claim) -> str:
    """What breaks a tie between claims of one moment: the submitter's own reference where there is
    one, so that it falls the same way anywhere."""
    return (claim.channel == Channel.BULK and one_line(claim.external_ref)) or claim.reference


def claim_row(claim: Claim, *, opted_out: bool) -> dict[str, object]:
    """One claim as a row of SCHEMA."""
    decision = claim.decided_verdict or None
    return {
        "claim_id": claim.pk,
        "sort_ref": tie_reference(claim),
        "filed_at": claim.filed_at.astimezone(UTC).replace(tzinfo=None),
        "medium": claim.medium,
        "postmarked_on": claim.postmarked_on,
        "signed": claim.signed or claim.signed_later_at is not None,
        "late_accepted": claim.late_accepted,
        "opted_out": opted_out,
        "withdrawn": claim.withdrawn_at is not None or claim.status == Status.WITHDRAWN,
        "account_id": claim.account.account_id if claim.account else None,
        "given_name": name_key(claim.first_name),
        "family_name": name_key(claim.last_name),
        "decision": decision,
        "competing_resolved": decision is not None,
    }


def claims_table(rows: Iterable[dict[str, object]]) -> pa.Table:
    """Rows of SCHEMA as an Arrow table."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)
