"""The web project: everything that touches the outside."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
