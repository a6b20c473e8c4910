"""A claim: what its author said, and where it stands now."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.matching import match_decision
from claims.models.choices import check_choices
from claims.models.matter import Matter
from claims.models.production import Account
from claims.texts import one_line
from claims.verdicts import ClaimOutcome, ClaimVerdict


class Status(models.TextChoices):
    """The states of a claim, with the words that a claimant reads (DOMAIN: life of a claim)."""

    SUBMITTED = "SUBMITTED", _("We have your claim")
    INTAKE_REVIEW = "INTAKE_REVIEW", _("Checking it is complete")
    LATE = "LATE", _("Received outside the filing dates")
    MATCHING = "MATCHING", _("Checking our records")
    MATCH_REVIEW = "MATCH_REVIEW", _("A person is checking records")
    UNMATCHED = "UNMATCHED", _("We need help to find your account")
    DUPLICATE_REVIEW = "DUPLICATE_REVIEW", _("Looks like another claim")
    COMPETING = "COMPETING", _("Two claims name one account")
    HOLD_FRAUD = "HOLD_FRAUD", _("Extra check")
    DEFICIENT = "DEFICIENT", _("We need something from you")
    CURED = "CURED", _("Thank you, checking again")
    ELIGIBILITY_REVIEW = "ELIGIBILITY_REVIEW", _("Deciding")
    AUDIT = "AUDIT", _("Chosen for a random check")
    APPROVED = "APPROVED", _("Approved")
    PARTIAL = "PARTIAL", _("Approved for less")
    DENIED = "DENIED", _("Not approved")
    CHALLENGED = "CHALLENGED", _("A party asked for another look")
    APPEALED = "APPEALED", _("Appeal received")
    FINAL_DENIED = "FINAL_DENIED", _("Not approved, final")
    ALLOCATED = "ALLOCATED", _("Amount worked out, waiting for the court")
    PAYABLE = "PAYABLE", _("Ready to be paid")
    PAYMENT_SENT = "PAYMENT_SENT", _("Payment on its way")
    PAID = "PAID", _("Paid")
    PAYMENT_FAILED = "PAYMENT_FAILED", _("Payment did not arrive")
    REISSUE = "REISSUE", _("Sending the payment again")
    STALE = "STALE", _("Payment was not cashed in time")
    RESIDUAL = "RESIDUAL", _("Unclaimed money went back to the fund")
    WITHDRAWN = "WITHDRAWN", _("You withdrew this claim")
    OPTED_OUT = "OPTED_OUT", _("You asked to be left out of the class")
    EXPIRED = "EXPIRED", _("Never sent")
    MERGED = "MERGED", _("Joined with your other claim")


class Medium(models.TextChoices):
    WEB = "web", _("Web")
    PAPER = "paper", _("Paper")
    BULK = "bulk", _("Bulk file")


class Channel(models.TextChoices):
    """How a submission reached us; its key is unique within the matter and the channel."""

    WEB = "web"
    API = "api"
    BULK = "bulk"


class MatchOutcome(models.TextChoices):
    """What matching found; before it, a claim waits for that."""

    PENDING = "pending", _("Not matched yet")
    ONE = match_decision.MatchResult.ONE.value, _("One account")
    SEVERAL = match_decision.MatchResult.SEVERAL.value, _("Several candidates")
    NONE = match_decision.MatchResult.NONE.value, _("No account found")


class Outcome(models.TextChoices):
    """What a claim counts as in a tally: exactly one each."""

    PAYABLE = ClaimOutcome.PAYABLE.value, _("The payable claim of its account")
    DUPLICATE = ClaimOutcome.DUPLICATE.value, _("Another claim of the same account")
    INCOMPLETE = ClaimOutcome.INCOMPLETE.value, _("Not complete")
    UNMATCHED = ClaimOutcome.UNMATCHED.value, _("No account matched")


class Verdict(models.TextChoices):
    ELIGIBLE = ClaimVerdict.ELIGIBLE.value, _("Eligible")
    UNDETERMINED = ClaimVerdict.UNDETERMINED.value, _("Undetermined")
    INELIGIBLE = ClaimVerdict.INELIGIBLE.value, _("Ineligible")


check_choices(MatchOutcome, match_decision.MatchResult, besides=(MatchOutcome.PENDING,))
check_choices(Outcome, ClaimOutcome)
check_choices(Verdict, ClaimVerdict)


class Work(models.TextChoices):
    """Work on claims that a fault in the data of one may stop: that claim is put aside."""

    ASSESSMENT = "assessment", _("Checking it against the records")
    DUPLICATES = "duplicates", _("Looking for claims like it")
    SIGNALS = "signals", _("Scoring its signals")
    TALLY = "tally", _("Counting it in a tally")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)

    def for_queue(self) -> Self:
        """The administrator's order: who has waited longest comes first."""
        return self.select_related("account").order_by("filed_at", "id")


@dataclass(frozen=True)
class Particulars:
    """What a claim's author typed of themselves, each text as it is used (`claims.texts`)."""

    external_ref: str
    first_name: str
    last_name: str
    email: str
    phone: str
    profile_url: str
    notice_id: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str
    birth_date: str

    @property
    def name(self) -> str:
        """The given and the family name; blank if there is neither."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


class Claim(models.Model):
    """One submission. The columns above the line never change; `lifecycle` alone moves `status`.

    They hold what was typed, as the hash is over that. Whoever uses a text asks `particulars`.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="claims")
    reference = models.CharField(max_length=24, unique=True)
    external_ref = models.CharField(max_length=200, null=True)  # noqa: DJ001  (unique when given)
    channel = models.CharField(max_length=4, choices=Channel)
    medium = models.CharField(max_length=5, choices=Medium)
    filed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    postmarked_on = models.DateField(null=True)
    first_name = models.TextField(blank=True, default="")
    last_name = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    profile_url = models.TextField(blank=True, default="")
    notice_id = models.TextField(blank=True, default="")
    street = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    state = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    birth_date = models.TextField(blank=True, default="", help_text="As it was written.")
    signed = models.BooleanField()
    declaration = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="en")
    submission_sha256 = models.CharField(max_length=64)
    # -- where it stands ----------------------------------------------------------------------
    email_key = models.TextField(blank=True, default="")
    keyed_as = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="By which version of the rules its ClaimKeys were made; blank: not yet.",
    )
    match_in_doubt = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Matched by earlier rules, and today's would show it to a person.",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.SUBMITTED)
    held_from = models.CharField(
        max_length=20,
        choices=Status,
        blank=True,
        default="",
        db_default="",
        help_text="While on hold: the state that a release restores.",
    )
    score = models.ForeignKey(
        "claims.Score", null=True, on_delete=models.PROTECT, related_name="current_of"
    )
    put_aside = models.CharField(
        max_length=10,
        choices=Work,
        blank=True,
        default="",
        db_default="",
        help_text="While put aside: the work that its data makes fail.",
    )
    late_accepted = models.BooleanField(default=False)
    signed_later_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    match_outcome = models.CharField(
        max_length=7, choices=MatchOutcome, default=MatchOutcome.PENDING
    )
    match_evidence = models.JSONField(default=dict)
    matched_by = models.CharField(max_length=100, blank=True, default="")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="claims")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    payable_claim = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="other_claims"
    )
    competing = models.BooleanField(default=False)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True, default="")
    assessment = models.ForeignKey(
        "claims.Assessment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_verdict = models.CharField(max_length=12, choices=Verdict, blank=True, default="")
    decided_reason = models.CharField(max_length=30, blank=True, default="")
    cure_due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    appeal_due_at = models.DateTimeField(null=True)
    chain_length = models.BigIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True, default="")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "external_ref"],
                name="one_bulk_claim_an_external_ref",
                condition=models.Q(external_ref__isnull=False, channel="bulk"),
            ),
            models.CheckConstraint(
                name="claim_matched_to_one_has_an_account",
                condition=models.Q(match_outcome="one", account__isnull=False)
                | (~models.Q(match_outcome="one") & models.Q(account__isnull=True)),
            ),
            models.CheckConstraint(
                name="claim_is_not_its_own_payable_claim",
                condition=models.Q(payable_claim__isnull=True)
                | ~models.Q(payable_claim=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "status", "filed_at"], name="claim_queue"),
            models.Index(fields=["matter", "filed_at", "id"], name="claim_oldest_first"),
            models.Index(fields=["matter", "outcome", "verdict"], name="claim_outcome"),
            models.Index(fields=["matter", "email_key"], name="claim_email"),
            models.Index(fields=["matter", "last_name"], name="claim_last_name"),
            models.Index(
                fields=["matter", "put_aside"],
                name="claim_put_aside",
                condition=~models.Q(put_aside=""),
            ),
            models.Index(
                fields=["matter", "filed_at", "id"],
                name="claim_match_in_doubt",
                condition=models.Q(match_in_doubt=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def particulars(self) -> Particulars:
        """The texts of the claim as they are used."""
        return Particulars(
            **{name: one_line(getattr(self, name)) for name in Particulars.__annotations__}
        )

    @cached_property
    def declared(self) -> dict[str, str]:
        """The declaration that was signed, each of its texts as it is used; empty without one."""
        return {name: one_line(text) for name, text in self.declaration.items()}
