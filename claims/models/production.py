"""What the defendant produced, and the class list it holds."""

from typing import Self

from django.db import models

from claims.models.matter import Matter


class ProductionQuerySet(models.QuerySet["Production"]):
    def current(self, matter: Matter) -> "Production | None":
        """The newest production of the matter; None before the first import."""
        return self.filter(matter=matter).order_by("number").last()


class Production(models.Model):
    """One immutable generation of the records: the folder of Parquet files and their hashes."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="productions")
    number = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    folder = models.CharField(max_length=300, help_text="Relative to DATA_DIR.")
    counts = models.JSONField(default=dict, help_text="Per kind: rows in the Parquet file.")
    hashes = models.JSONField(default=dict, help_text="Per Parquet file: its SHA-256.")
    incomplete_kinds = models.JSONField(
        default=list, help_text="Kinds of record known not to be complete."
    )
    sha256 = models.CharField(max_length=64, help_text="Of the sorted file hashes.")

    objects = ProductionQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_production_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} production {self.number}"


class AccountQuerySet(models.QuerySet["Account"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)


class Account(models.Model):
    """One account of the class list, as produced. Whether its holder is a class member is decided
    claim by claim."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="accounts")
    account_id = models.CharField(max_length=200)
    profile_url = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    other_emails = models.TextField(blank=True, default="")
    first_name = models.TextField(blank=True, default="")
    last_name = models.TextField(blank=True, default="")
    street = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    state = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    created_on = models.DateField()
    closed_on = models.DateField(null=True)
    ai_training_setting = models.CharField(max_length=3, blank=True, default="")
    ai_training_setting_changed_on = models.DateField(null=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "account_id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "account_id"], name="one_account_an_id"),
        ]

    def __str__(self) -> str:
        return self.account_id


class AccountKey(models.Model):
    """An exact key that names an account: an e-mail address, the slug of its profile, or a
    telephone number, which a household may share (claims.casework.assessment.exact_matches)."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PROFILE = "profile"
        PHONE = "phone"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")

    class Meta:
        ordering = ["account_id", "kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "value"], name="one_key_a_value"),
        ]
        indexes = [models.Index(fields=["matter", "kind", "value"], name="account_key_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"
