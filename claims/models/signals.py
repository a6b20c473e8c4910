"""What speaks against a claim: codes, scores, the holds they put on claims, and what clears one."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.matter import Matter
from claims.models.production import Account


class SignalCode(models.TextChoices):
    """The closed list of what can be taken off a score, in words for the administrator."""

    NETWORK = "network", _("Many claims from one address on the network")
    NEIGHBOURHOOD = "neighbourhood", _("Very many claims from neighbouring addresses")
    NETWORK_V6 = "network_v6", _("Many claims from one IPv6 subscriber")
    DEVICE = "device", _("Many claims from one browser")
    MAILBOX = "mailbox", _("Many claims with one mailbox")
    PATTERN = "pattern", _("E-mail addresses that differ only in their digits")
    DISPOSABLE = "disposable", _("A throwaway e-mail address")
    PHONE = "phone", _("Many claims with one telephone number")
    ADDRESS = "address", _("Many families at one door")
    PAYMENT = "payment", _("Many claims to be paid to one place")
    DOCUMENT = "document", _("One document for several claims")
    WAVE = "wave", _("Part of a wave of claims that are alike")
    SPEED = "speed", _("A form filled in faster than it can be read")
    TRAP = "trap", _("A field that people do not see was filled in")
    NOTICE = "notice", _("A notice ID that was never printed")
    COUNTRY = "country", _("Another country than the account’s")
    TOO_NEW = "too_new", _("An account made after the class period")


class SignalVersion(models.Model):
    """The rules of a matter's signals as they stood; never changed, only followed by another."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="signal_versions")
    number = models.PositiveIntegerField()
    overrides = models.JSONField(default=dict, help_text="What the matter has otherwise.")
    rules = models.JSONField(
        help_text="All of it: claims.casework.signals.signal_rules.SignalRules.as_json."
    )
    sha256 = models.CharField(max_length=64, help_text="Of the rules.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "number"], name="one_signal_version_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} signals {self.number}"


class ScoreQuerySet(models.QuerySet["Score"]):
    def current(self, matter: Matter) -> Self:
        """The newest score of each claim that has one."""
        return self.filter(current_of__matter=matter)


class Score(models.Model):
    """100, less what speaks against a claim. Never changed; other findings make another.

    A claim of which nothing was ever found has none.
    """

    class Effect(models.TextChoices):
        NONE = "none", _("Nothing follows")
        ROUTE = "route", _("To be looked at first")
        HOLD = "hold", _("To be held")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="scores")
    version = models.ForeignKey(SignalVersion, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=40, help_text="Filed, asked N, or deadline MOMENT.")
    score = models.PositiveSmallIntegerField()
    effect = models.CharField(
        max_length=5, choices=Effect, help_text="By the thresholds alone, cleared or not."
    )
    codes = models.TextField(blank=True, default="", help_text="|code|code|, to be searched.")
    deductions = models.JSONField(
        default=list, help_text="One a code: code, points, and the numbers it rests on."
    )
    made_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, help_text="Of the rules and the deductions.")

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "sha256"], name="one_score_a_content"),
            models.CheckConstraint(
                name="score_is_of_a_hundred", condition=models.Q(score__gte=0, score__lte=100)
            ),
        ]
        indexes = [models.Index(fields=["effect"], name="score_effect")]

    def __str__(self) -> str:
        return f"score {self.score} of claim {self.claim_id}"


class Hold(models.Model):
    """A claim was put on hold by a score; where to it goes back is `Claim.held_from`."""

    class Way(models.TextChoices):
        PERSON = "person", _("Released by a person")
        PROOF = "proof", _("Released by proof of control")
        SCORE = "score", _("Released because a newer score does not bear it")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="holds")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="holds")
    place = models.BigIntegerField(help_text="Of its event in the claim's chain.")
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=200, blank=True, default="")
    way = models.CharField(max_length=6, choices=Way, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "place"], name="one_hold_a_place"),
            models.CheckConstraint(
                name="hold_released_says_when_and_how",
                condition=models.Q(released_at__isnull=True, way="")
                | (models.Q(released_at__isnull=False) & ~models.Q(way="")),
            ),
        ]

    def __str__(self) -> str:
        return f"hold of claim {self.claim_id}"


class ContactProof(models.Model):
    """The author of a claim controls a contact that is on file for an account."""

    class By(models.TextChoices):
        CODE = "code", _("A code sent to an address on file was entered")
        OWN_ADDRESS = (
            "own_address",
            _("The claim’s own address is on file, and its code was entered"),
        )

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="contact_proofs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=11, choices=By)
    at = models.DateTimeField()

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "account"], name="one_contact_proof_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"proof of claim {self.claim_id}"


class Scoring(models.Model):
    """One pass over all claims of a matter: how far it is, and what it came to."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="scorings")
    occasion = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    last_claim = models.BigIntegerField(default=0, help_text="Key of the last claim looked at.")
    claims = models.BigIntegerField(default=0, help_text="Looked at so far.")
    taken_until = models.DateTimeField(null=True, help_text="A worker is at it until then.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "occasion"], name="one_scoring_an_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} scoring {self.occasion}"
