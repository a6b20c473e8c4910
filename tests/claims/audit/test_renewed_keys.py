"""Databases from before one address had one key: what the migration makes of them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from claims.audit.chain import record_for_matter
from claims.audit.opt_outs import opt_outs_sha256
from claims.audit.trail_check import check_trail
from claims.casework.assessment.claim_rows import opt_out_condition, with_opt_out
from claims.models import AccountKey, Claim, EventKind, Exclusion, Matter, OptOutAddress
from tests.factories import NOW, OPERATOR, checked_claim, file_claim, member, open_matter, produce

ODD = "Ana <ana@bücher.example>"
KEY = "ana@xn--bcher-kva.example"


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


def renew() -> None:
    module = import_module("claims.migrations.0008_one_address_one_key")
    module.renew_keys(apps, SimpleNamespace(connection=connection))


def test_the_keys_of_claims_and_accounts_are_made_again(matter: Matter):
    produce(matter, member("A1", email=ODD, other_emails="a@x.org; b@y.org"))
    claim = file_claim(matter, email=ODD)
    plain = file_claim(matter, email="plain@example.org")
    Claim.objects.filter(pk=claim.pk).update(email_key=ODD.casefold())
    AccountKey.objects.filter(value=KEY).update(value=ODD.casefold())

    renew()

    claim.refresh_from_db()
    plain.refresh_from_db()
    assert (claim.email_key, plain.email_key) == (KEY, "plain@example.org")
    assert set(AccountKey.objects.filter(kind="email").values_list("value", flat=True)) == {
        *(KEY, "a@x.org", "b@y.org")
    }
    assert check_trail([matter]).ok


def test_what_is_its_own_key_is_not_written_again(matter: Matter):
    produce(matter, member("A1"))
    claim = file_claim(matter, email="a1@example.org")
    (key,) = AccountKey.objects.filter(kind="email")

    renew()
    renew()

    claim.refresh_from_db()
    assert claim.email_key == "a1@example.org"
    assert AccountKey.objects.filter(pk=key.pk).exists()


def opt_out(matter: Matter, email_key: str) -> Exclusion:
    """An opt-out as an import before these rules kept it, with its hash in the trail."""
    row = Exclusion.objects.create(
        matter=matter, email_key=email_key, received_on=NOW.date(), recorded_at=NOW
    )
    data = {"accepted": 1, "sha256": opt_outs_sha256([row])}
    record_for_matter(matter, EventKind.EXCLUSIONS_IMPORTED, OPERATOR, NOW, data)
    return row


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"email": KEY}, id="its own address"),
        pytest.param({"email": "mailto:ana@BÜCHER.example"}, id="its own address in another form"),
        pytest.param({"profile_url": "linkedin.com/in/a1"}, id="the address of its account"),
    ],
)
def test_an_earlier_opt_out_of_an_odd_address_takes_effect(matter: Matter, said: dict[str, str]):
    produce(matter, member("A1", email=ODD))
    opt_out(matter, ODD.casefold())
    renew()

    claim = checked_claim(matter, **said)

    assert with_opt_out(Claim.objects.all()).filter(Q(opted_out=True)).count() == 1
    assert Claim.objects.filter(opt_out_condition(matter)).count() == 1
    assert claim.outcome == "incomplete"
    assert check_trail([matter]).ok


def test_an_earlier_opt_out_keeps_its_row(matter: Matter):
    row = opt_out(matter, ODD.casefold())
    plain = opt_out(matter, "plain@example.org")

    renew()

    row.refresh_from_db()
    assert row.email_key == ODD.casefold()
    assert list(OptOutAddress.objects.values_list("exclusion", "value")) == [(row.pk, KEY)]
    assert plain.addresses.count() == 0


@pytest.mark.parametrize("value", ["other@example.org", None])
def test_an_address_beside_an_opt_out_that_it_does_not_give_is_found(matter: Matter, value):
    opt_out(matter, ODD.casefold())
    renew()
    assert check_trail([matter]).ok

    if value is None:
        OptOutAddress.objects.all().delete()
    else:
        OptOutAddress.objects.update(value=value)

    report = check_trail([matter])
    assert not report.ok
    assert "address of an opt-out" in str(report.first_break)
