"""The Celery application. The broker is a doorbell: what it loses, the sweep finds again."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")


@worker_init.connect
def load_tasks(**_options: Any) -> None:
    """Load the tasks, and with them the engine, before a worker starts its processes.

    Not found by Celery itself, which would load them for the beat too; it sends them by name.
    """
    import_module("portal.worker.tasks")
