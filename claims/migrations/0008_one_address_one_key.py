"""One key for one e-mail address, and a mark for matches that today's rules would not make.

The keys of claims and of the class list are worked out again, where the rules before made others
of them. An opt-out stays as it is, because it is in a hash of the trail: what today's rules read in
its address stands beside it.
"""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.matching.email_addresses import email_key, email_keys

_BATCH = 5_000
_LONGEST_KEY = 500


def renew_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Work out the keys that would differ; nothing else is written."""
    using = schema_editor.connection.alias
    _renew_claims(apps, using)
    _renew_accounts(apps, using)
    _add_addresses(apps, using)


def _renew_claims(apps: Apps, using: str) -> None:
    claims: Any = apps.get_model("claims", "Claim").objects.using(using)
    for rows in _batches(claims.exclude(email="").only("email", "email_key")):
        other = []
        for claim in rows:
            key = email_key(claim.email) or ""
            if key != claim.email_key:
                claim.email_key = key
                other.append(claim)
        claims.bulk_update(other, ["email_key"], batch_size=500)


def _renew_accounts(apps: Apps, using: str) -> None:
    keys: Any = apps.get_model("claims", "AccountKey").objects.using(using)
    accounts: Any = apps.get_model("claims", "Account").objects.using(using)
    for rows in _batches(accounts.only("matter_id", "email", "other_emails")):
        read = {
            account.pk: {
                key
                for key in email_keys(account.email, account.other_emails)
                if len(key) <= _LONGEST_KEY
            }
            for account in rows
        }
        matters = {account.pk: account.matter_id for account in rows}
        held: dict[int, set[str]] = {}
        for account, value in keys.filter(account__in=read, kind="email").values_list(
            "account_id", "value"
        ):
            held.setdefault(account, set()).add(value)
        for account, values in read.items():
            gone = held.get(account, set()) - values
            if gone:
                keys.filter(account=account, kind="email", value__in=gone).delete()
        keys.bulk_create(
            [
                keys.model(matter_id=matters[account], account_id=account, kind="email", value=key)
                for account, values in read.items()
                for key in sorted(values - held.get(account, set()))
            ],
            batch_size=500,
        )


def _add_addresses(apps: Apps, using: str) -> None:
    exclusions: Any = apps.get_model("claims", "Exclusion").objects.using(using)
    addresses: Any = apps.get_model("claims", "OptOutAddress").objects.using(using)
    for rows in _batches(exclusions.exclude(email_key="")):
        addresses.bulk_create(
            [
                addresses.model(exclusion_id=row.pk, matter_id=row.matter_id, value=key)
                for row in rows
                for key in email_keys(row.email_key)
                if key != row.email_key
            ],
            batch_size=500,
        )


def _batches(rows: Any) -> Iterator[list[Any]]:
    """The rows by their keys, so many at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield batch
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0007_value_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="OptOutAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.TextField()),
                (
                    "exclusion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="claims.exclusion",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.matter",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["matter", "value"], name="opt_out_address")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exclusion", "value"), name="one_address_of_an_exclusion"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="match_in_doubt",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text=(
                    "Matched by earlier rules, and today's would show it to a person."
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("match_in_doubt", True)),
                fields=["matter", "filed_at", "id"],
                name="claim_match_in_doubt",
            ),
        ),
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
    ]
