"""The rules of a matter's signals, as numbered versions, so that a score is explained for good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.casework.signals.signal_rules import SignalRules, merged_rules, rules_from_json
from claims.files.hashes import sha256_of
from claims.models import EventKind, Matter, SignalVersion


def version_rules(version: SignalVersion) -> SignalRules:
    """The rules that a version holds."""
    return rules_from_json(version.rules)


def version_in_force(matter: Matter, at: datetime) -> SignalVersion:
    """The newest version; another is made where this program's own table has changed since."""
    newest = _newest_version(matter)
    overrides = newest.overrides if newest else {}
    rules = merged_rules(overrides).as_json()
    if newest is not None and newest.sha256 == sha256_of(rules):
        return newest
    return _new_version(matter, overrides, rules, at)


def set_rules(
    matter: Matter, overrides: Mapping[str, Any], *, actor: Actor, at: datetime
) -> SignalVersion:
    """Give the matter its own numbers, in its trail. The same as now changes nothing.

    Raises RulesRefused.
    """
    rules = merged_rules(overrides).as_json()
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        newest = _newest_version(matter)
        if newest is not None and newest.sha256 == sha256_of(rules):
            return newest
        version = _new_version(matter, dict(overrides), rules, at)
        record_for_matter(
            matter,
            EventKind.SIGNALS_SET,
            actor,
            at,
            {"number": version.number, "sha256": version.sha256},
        )
    return version


def _newest_version(matter: Matter) -> SignalVersion | None:
    return SignalVersion.objects.filter(matter=matter).order_by("number").last()


def _new_version(
    matter: Matter, overrides: Mapping[str, Any], rules: Mapping[str, Any], at: datetime
) -> SignalVersion:
    newest = _newest_version(matter)
    number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            return SignalVersion.objects.create(
                matter=matter,
                number=number,
                overrides=overrides,
                rules=rules,
                sha256=sha256_of(rules),
                made_at=at,
            )
    except IntegrityError:
        # Another worker made it meanwhile, of the same table.
        return SignalVersion.objects.get(matter=matter, number=number)
