"""A tally: the whole class counted once over frozen inputs, and sealed."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim, Outcome, Verdict
from claims.models.matter import Matter, PlanVersion
from claims.models.production import Production


class TallyQuerySet(models.QuerySet["Tally"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)

    def latest_sealed(self, matter: Matter) -> "Tally | None":
        return self.of(matter).filter(state=Tally.State.SEALED).order_by("number").last()


class Tally(models.Model):
    """One run. `number` is unique over all matters, so that `export_tally 7` names one tally."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        SEALED = "sealed", _("Sealed")
        SUPERSEDED = "superseded", _("Given up: its inputs changed")
        REFUSED = "refused", _("Refused: it does not reconcile")
        CANCELLED = "cancelled", _("Cancelled by a person")

    number = models.PositiveBigIntegerField(unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="tallies")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    production = models.ForeignKey(
        Production, null=True, on_delete=models.PROTECT, related_name="+"
    )
    readings = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="How many readings of values of the records it used; 0: none.",
    )
    inputs_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    problem = models.TextField(blank=True, default="")
    parts = models.PositiveSmallIntegerField(
        default=0, help_text="Into how many parts its claims are divided; 0 until they are frozen."
    )
    beginnings = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        help_text="It begins anew when it has put a claim aside whose data made a stage fail.",
    )
    started_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=300)
    counts = models.JSONField(default=dict)
    totals_cents = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, help_text="By outcome, reason, state, product.")
    fund = models.JSONField(default=dict, help_text="How the fund is divided; empty without one.")
    engine = models.CharField(max_length=60, blank=True, default="")
    root_sha256 = models.CharField(max_length=64, blank=True, default="")
    seal_sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                name="one_running_tally_a_matter",
                condition=models.Q(state="running"),
            ),
        ]

    def __str__(self) -> str:
        return f"tally {self.number}"


class TallyStage(models.Model):
    """A stage, or one part of it, that is done, with the hash of what it left."""

    tally = models.ForeignKey(Tally, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["tally_id", "place", "part"]
        constraints = [
            models.UniqueConstraint(fields=["tally", "name", "part"], name="one_stage_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.part} of tally {self.tally_id}"


class Determination(models.Model):
    """What one tally says of one claim.

    Written in bulk from a file that was reconciled, so no foreign key is checked row by row.
    """

    tally = models.ForeignKey(
        Tally,
        on_delete=models.PROTECT,
        related_name="determinations",
        db_constraint=False,
        db_index=False,
    )
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="determinations",
        db_constraint=False,
        db_index=False,
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    verdict = models.CharField(max_length=12, choices=Verdict)
    payable_claim = models.ForeignKey(
        Claim,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account_id = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=100, blank=True, default="")
    products = models.CharField(max_length=400, blank=True, default="")
    reasons = models.JSONField(default=list, help_text="Reason codes, such as `region.unmet`.")
    awards_cents = models.JSONField(
        default=dict, help_text="Theory: what it comes to; none where it comes to nothing."
    )
    payment_cents = models.BigIntegerField(default=0)
    kept_cents = models.BigIntegerField(default=0, help_text="Its share, kept in reserve.")
    withheld_cents = models.BigIntegerField(default=0, help_text="By the tax cap.")

    class Meta:
        ordering = ["tally_id", "claim_id"]
        constraints = [
            models.UniqueConstraint(fields=["tally", "claim"], name="one_determination_a_claim"),
            models.CheckConstraint(
                name="determination_has_no_negative_money",
                condition=models.Q(payment_cents__gte=0, kept_cents__gte=0, withheld_cents__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.verdict}"


class SealedChain(models.Model):
    """Head and length of one claim's chain when a tally was sealed. Append-only."""

    tally = models.ForeignKey(
        Tally,
        on_delete=models.PROTECT,
        related_name="sealed_chains",
        db_constraint=False,
        db_index=False,
    )
    reference = models.CharField(max_length=24)
    length = models.BigIntegerField()
    head_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["tally_id", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["tally", "reference"], name="one_sealed_chain_a_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} in tally {self.tally_id}"
