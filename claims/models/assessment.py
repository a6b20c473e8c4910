"""One claim held against the records at one moment, with reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim, Outcome, Verdict
from claims.models.matter import PlanVersion
from claims.models.production import Production


class Assessment(models.Model):
    """What the plan says of a claim on given records. Never changed; a new basis adds another."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="assessments")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    production = models.ForeignKey(
        Production, null=True, on_delete=models.PROTECT, related_name="+"
    )
    readings = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="How many readings of values of the records it used; 0: none.",
    )
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    verdict = models.CharField(max_length=12, choices=Verdict)
    findings = models.JSONField(default=list, help_text="One finding a criterion, with evidence.")
    completeness = models.JSONField(default=dict)
    awards_cents = models.JSONField(default=dict, help_text="Theory to cents, whole numbers.")
    sha256 = models.CharField(max_length=64, help_text="Of everything above but the moment.")

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "sha256"], name="one_assessment_a_content"),
        ]

    def __str__(self) -> str:
        return f"assessment of claim {self.claim_id}"


class ReasonCode(models.TextChoices):
    """Why a person decided as they did, in words for the claimant."""

    MEETS_CRITERIA = "meets_criteria", _("Your claim meets every criterion of the plan.")
    PROVEN_OTHERWISE = "proven_otherwise", _("What you sent us shows that the criteria are met.")
    REGION = "region", _("The account belongs to a country outside the class.")
    SUBSCRIPTION = "subscription", _("No paid Premium subscription was found in the class period.")
    MESSAGES = "messages", _("No InMail was found in the class period.")
    SETTING = "setting", _("The AI training setting was off before the class period ended.")
    NO_ACCOUNT = "no_account", _("We could not find an account that is yours.")
    NOT_HOLDER = "not_holder", _("The account you named belongs to somebody else.")
    DUPLICATE = "duplicate", _("Another claim for the same account is being decided.")
    OPTED_OUT = "opted_out", _("The holder of the account asked to be left out of the class.")
    LATE = "late", _("The claim arrived outside the filing dates.")
    NOT_SIGNED = "not_signed", _("The declaration was not signed.")
    NO_ANSWER = "no_answer", _("We asked for something and had no answer in time.")
    NEED_SIGNATURE = "need_signature", _("Please sign the declaration.")
    NEED_ACCOUNT = "need_account", _("Please send the e-mail address or profile of your account.")
    NEED_PROOF = "need_proof", _("Please send something that shows your subscription.")


class Decision(models.Model):
    """A person's decision. One that goes against the assessment counts only when a second person
    has confirmed it."""

    class Act(models.TextChoices):
        APPROVE = "approve", _("Approve")
        DENY = "deny", _("Deny")
        ASK = "ask", _("Ask for more")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for a second person")
        EFFECTIVE = "effective", _("In effect")
        REJECTED = "rejected", _("Rejected by the second person")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=7, choices=Act)
    reason = models.CharField(max_length=30, choices=ReasonCode)
    note = models.TextField(blank=True, default="")
    is_override = models.BooleanField()
    state = models.CharField(max_length=9, choices=State)
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    second_by = models.CharField(max_length=200, blank=True, default="")
    second_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="override_in_effect_has_two_people",
                condition=~models.Q(state="effective", is_override=True)
                | (~models.Q(second_by="") & ~models.Q(second_by=models.F("decided_by"))),
            ),
            models.UniqueConstraint(
                fields=["claim"],
                name="one_open_proposal_a_claim",
                condition=models.Q(state="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} on claim {self.claim_id}"
