"""What web processes share for a while: counts of requests, and values under a key.

Both lie in the database, so that nothing which a visitor does needs the broker. Their rows are
deleted once they have run out (the task `portal.forget`).
"""

from django.db import models


class RequestCount(models.Model):
    """How often something was done within one window of time: see portal/web/rate_limits.py."""

    key = models.CharField(max_length=64, help_text="Keyed hash of what is counted, and for whom.")
    ends_at = models.BigIntegerField(help_text="When the window ends, in seconds since 1970.")
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "ends_at"], name="one_count_a_key_and_window")
        ]
        indexes = [models.Index(fields=["ends_at"], name="counts_by_their_end")]

    def __str__(self) -> str:
        return f"count that ends at {self.ends_at}"


class SharedValue(models.Model):
    """A value of Django's cache: see portal/web/shared_values.py."""

    key = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the cache's key.")
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, help_text="Null: never.")

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["expires_at"], name="values_by_their_end")]

    def __str__(self) -> str:
        return f"value under {self.key}"
