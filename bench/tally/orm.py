"""What somebody who knows Django writes first: one claim after the other, through the ORM.

Needs no settings of the site: Django is set up here with nothing but the server that was loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import connection, models

PERIOD = date(2021, 1, 21), date(2024, 9, 18)
PRODUCTS = ("premium_career", "premium_business", "sales_navigator", "recruiter_lite")
_OPENS, _CLOSES = datetime(2026, 1, 15, 8), datetime(2026, 7, 1, 7)  # noqa: DTZ001  (UTC)
_CLAIM_TEXTS = ("sort_ref", "medium", "account_id", "given_name", "family_name", "decision")
_CLAIM_FLAGS = ("signed", "late_accepted", "opted_out", "withdrawn", "competing_resolved")
_POSTMARKS = date(2026, 1, 15), date(2026, 7, 1)


@contextmanager
def django_connection(url: str) -> Iterator[None]:
    """Django on the server at this URL, once in a process."""
    server = urlsplit(url)
    settings.configure(
        USE_TZ=False,
        INSTALLED_APPS=[],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": server.path.lstrip("/"),
                "USER": server.username,
                "HOST": server.hostname,
                "PORT": server.port,
            }
        },
    )
    django.setup()
    yield
    connection.close()


def orm_determinations(sample: int, claims: int, *, with_fund: bool) -> list[dict[str, Any]]:
    """The rows of about `sample` claims, spread over all of them.

    `with_fund`: a share by days is unknown where rows of the account were refused.
    """
    tables = _tables()
    step = max(1, claims // sample)
    return [
        _determination(claim, tables, with_fund)
        for claim in tables["claims"].objects.filter(claim_id__in=range(1, claims + 1, step))
    ]


def _tables() -> dict[str, Any]:
    """Models of the loaded tables. Made once Django is set up, which defining them needs."""
    text: dict[str, Any] = {"max_length": 200, "null": True}
    columns: dict[str, dict[str, models.Field[Any, Any]]] = {
        "claims": {
            "claim_id": models.BigIntegerField(primary_key=True),
            **{name: models.CharField(**text) for name in _CLAIM_TEXTS},
            "filed_at": models.DateTimeField(),
            "postmarked_on": models.DateField(null=True),
            **{name: models.BooleanField() for name in _CLAIM_FLAGS},
        },
        "accounts": {
            "account_id": models.CharField(max_length=200, primary_key=True),
            "country": models.CharField(**text),
            "ai_training_setting": models.CharField(**text),
            "ai_training_setting_changed_on": models.DateField(null=True),
        },
        "subscriptions": {
            "subscription_id": models.CharField(max_length=200, primary_key=True),
            "account_id": models.CharField(**text),
            "product": models.CharField(**text),
            "started_on": models.DateField(),
            "ended_on": models.DateField(null=True),
            "is_trial": models.BooleanField(),
        },
        "messages": {
            "message_id": models.CharField(max_length=200, primary_key=True),
            "account_id": models.CharField(**text),
            "channel": models.CharField(**text),
            "sent_at": models.DateTimeField(),
        },
        "refused": {
            "line": models.BigIntegerField(primary_key=True),
            "account_id": models.CharField(**text),
        },
    }
    return {name: _model(name, fields) for name, fields in columns.items()}


def _model(name: str, fields: dict[str, models.Field[Any, Any]]) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "bench", "managed": False, "db_table": name})
    members = {"__module__": __name__, "Meta": meta, **fields}
    return type(name.capitalize(), (models.Model,), members)


def _determination(claim: Any, tables: dict[str, Any], with_fund: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"claim_id": claim.claim_id, "payable_claim_id": None}
    row["outcome"], competing = "unmatched", False
    row |= {"days": None, "inmails": None, "refused": None, "products": None}
    account = None
    if claim.account_id is not None:
        row["outcome"], competing, row["payable_claim_id"] = _claim_outcome(claim, tables)
        account = tables["accounts"].objects.filter(account_id=claim.account_id).first()
        row |= _facts(claim.account_id, tables)
    row |= _criteria(account, row)
    results = [row[name] for name in row if name.startswith("criterion_")]
    verdict = "eligible"
    if "unmet" in results:
        verdict = "ineligible"
    elif "unknown" in results or (with_fund and row["refused"]):
        verdict = "undetermined"
    row["verdict"] = claim.decision or ("undetermined" if competing else verdict)
    owed = row["outcome"] == "payable" and row["verdict"] == "eligible"
    row["award_sca_actual_not_required"] = 100_000 if owed else 0
    row["award_sca_actual_required"] = 0
    return row


def _claim_outcome(claim: Any, tables: dict[str, Any]) -> tuple[str, bool, int | None]:
    others = tables["claims"].objects.filter(account_id=claim.account_id)
    complete = [other for other in others if _is_complete(other)]
    complete.sort(key=lambda other: (other.filed_at, other.sort_ref, other.claim_id))
    first = complete[0].claim_id if complete else None
    if not _is_complete(claim):
        return "incomplete", False, first
    if claim.claim_id != first:
        return "duplicate", False, first
    competing = claim.decision is None and not claim.competing_resolved and _names_differ(complete)
    return "payable", competing, None


def _is_complete(claim: Any) -> bool:
    timely = _OPENS <= claim.filed_at < _CLOSES
    if claim.medium == "paper" and claim.postmarked_on is not None:
        timely = _POSTMARKS[0] <= claim.postmarked_on < _POSTMARKS[1]
    timely = timely or claim.late_accepted
    return bool(timely and claim.signed and not claim.opted_out and not claim.withdrawn)


def _names_differ(complete: list[Any]) -> bool:
    return any(
        one.given_name != other.given_name and one.family_name != other.family_name
        for one in complete
        for other in complete
        if one.given_name and one.family_name and other.given_name and other.family_name
    )


def _facts(account_id: str, tables: dict[str, Any]) -> dict[str, Any]:
    days, products = 0, set()
    for subscription in tables["subscriptions"].objects.filter(
        account_id=account_id, product__in=PRODUCTS, is_trial=False
    ):
        start = max(subscription.started_on, PERIOD[0])
        end = min(subscription.ended_on or PERIOD[1], PERIOD[1])
        if end > start:
            days += (end - start).days
            products.add(subscription.product)
    inmails = tables["messages"].objects.filter(
        account_id=account_id,
        channel="inmail",
        sent_at__gte=datetime.combine(PERIOD[0], datetime.min.time()),
        sent_at__lt=datetime.combine(PERIOD[1], datetime.min.time()),
    )
    return {
        "days": days,
        "inmails": inmails.count(),
        "refused": tables["refused"].objects.filter(account_id=account_id).count(),
        "products": "; ".join(sorted(products)),
    }


def _criteria(account: Any, row: dict[str, Any]) -> dict[str, str]:
    region = setting = None
    if account is not None:
        region = None if account.country is None else account.country == "US"
        setting = {"on": True, "off": None}.get(account.ai_training_setting)
        changed_on = account.ai_training_setting_changed_on
        if account.ai_training_setting == "off" and changed_on is not None:
            setting = changed_on >= PERIOD[1]
    return {
        "criterion_region": _result(region),
        "criterion_subscription": _result(_is_enough(row["days"], row["refused"])),
        "criterion_messages": _result(_is_enough(row["inmails"], row["refused"])),
        "criterion_setting": _result(setting),
    }


def _is_enough(count: int | None, refused: int | None) -> bool | None:
    if count is None or (count == 0 and refused):
        return None
    return count >= 1


def _result(held: bool | None) -> str:
    return {True: "met", False: "unmet", None: "unknown"}[held]
