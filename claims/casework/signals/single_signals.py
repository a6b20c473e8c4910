"""What a claim shows by itself: its e-mail host, how its form was filled in, and the records."""

from collections.abc import Iterator

from disposable_email_domains import blocklist
from django.db.models import F

from claims.casework.docket.notices import account_of_notice, notice_keys
from claims.casework.signals.scope import Scope
from claims.casework.signals.shared_keys import Deduction
from claims.casework.signals.signal_rules import Code, SignalRules
from claims.matching.notice import is_well_formed
from claims.models import Account, Claim, Filing, Matter
from claims.models.claim import ClaimQuerySet


def single_deductions(rules: SignalRules, scope: Scope) -> Iterator[tuple[int, Deduction]]:
    """(claim, deduction) for each claim in scope and each thing that it shows."""
    matter = scope.matter
    claims = Claim.objects.filter(scope.among_claims()).order_by()
    yield from _throwaway_deductions(claims.exclude(email_key=""))
    filings = Filing.objects.filter(scope.among_filings()).order_by()
    hasty = filings.filter(form_seconds__lt=rules.signals[Code.SPEED].at_least)
    for claim, seconds in hasty.values_list("claim_id", "form_seconds"):
        yield claim, {"code": Code.SPEED.value, "seconds": seconds or 0}
    for claim in filings.filter(filled_the_trap=True).values_list("claim_id", flat=True):
        yield claim, {"code": Code.TRAP.value}
    yield from _unprinted_deductions(matter, claims.exclude(notice_id=""))
    matched = claims.filter(account__isnull=False)
    abroad = matched.filter(country__gt="", account__country__gt="")
    for claim in abroad.exclude(country=F("account__country")).values_list("pk", flat=True):
        yield claim, {"code": Code.COUNTRY.value}
    too_new = matched.filter(account__created_on__gte=matter.class_period_ends_on)
    for claim in too_new.values_list("pk", flat=True):
        yield claim, {"code": Code.TOO_NEW.value}


def is_throwaway_host(host: str) -> bool:
    """Does the host, or one above it, give an address to anybody for a few minutes?"""
    while "." in host:
        if host in blocklist:
            return True
        host = host.partition(".")[2]
    return False


def _throwaway_deductions(claims: ClaimQuerySet) -> Iterator[tuple[int, Deduction]]:
    for claim, email in claims.values_list("pk", "email_key"):
        if is_throwaway_host(email.rpartition("@")[2]):
            yield claim, {"code": Code.DISPOSABLE.value}


def _unprinted_deductions(matter: Matter, claims: ClaimQuerySet) -> Iterator[tuple[int, Deduction]]:
    """Well formed as only a notice ID is, and yet none of ours: made up, or misread."""
    printed_with = notice_keys(matter, with_revoked=True)
    numbers: dict[int, int | None] = {
        claim: account_of_notice(printed_with, text)
        for claim, text in claims.values_list("pk", "notice_id")
        if is_well_formed(text)
    }
    named = {number for number in numbers.values() if number is not None}
    accounts = Account.objects.of(matter).filter(pk__in=named).values_list("pk", flat=True)
    printed = set(accounts) if named else set()
    for claim, number in numbers.items():
        if number not in printed:
            yield claim, {"code": Code.NOTICE.value}
