"""The Django app of the domain; keeps the append-only triggers in place."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _install_triggers(sender: AppConfig, using: str, **_: Any) -> None:
    from claims.audit import triggers

    triggers.install_triggers(connections[using])


class ClaimsConfig(AppConfig):
    name = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not a migration: an SQLite migration that rebuilds a table drops its triggers.
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="append-only")
