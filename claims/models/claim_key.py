"""By what two claims are alike: keys that several may share, and how each was filed."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.matching import digests
from claims.models.choices import check_choices
from claims.models.claim import Claim
from claims.models.matter import Matter


class ClaimKeyQuerySet(models.QuerySet["ClaimKey"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)


class ClaimKey(models.Model):
    """One thing that a claim may have in common with others.

    What the claim says (e-mail, telephone, address) is made comparable by the
    worker and can be made again from the claim. What was seen when it was filed (network, device)
    and what is not ours to read (payment destination, document) is kept as a keyed digest only.
    """

    class Kind(models.TextChoices):
        EMAIL = digests.Kind.EMAIL.value, _("E-mail address")
        PHONE = digests.Kind.PHONE.value, _("Telephone number")
        ADDRESS = digests.Kind.ADDRESS.value, _("Address, without the unit")
        PAYMENT = digests.Kind.PAYMENT.value, _("Payment destination")
        DOCUMENT = digests.Kind.DOCUMENT.value, _("Document")
        DEVICE = digests.Kind.DEVICE.value, _("Device")
        NETWORK = digests.Kind.NETWORK.value, _("One address on the network")
        NEIGHBOURHOOD = digests.Kind.NEIGHBOURHOOD.value, _("Neighbouring addresses on the network")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=13, choices=Kind)
    value = models.TextField()

    objects = ClaimKeyQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind", "value"], name="one_claim_key_a_value"
            ),
        ]
        indexes = [models.Index(fields=["matter", "kind", "value"], name="claim_key_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} of claim {self.claim_id}"


check_choices(ClaimKey.Kind, digests.Kind)


class Filing(models.Model):
    """How a claim was filed, where a form was filled in; says nothing of what was filed."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="filing")
    form_seconds = models.PositiveIntegerField(
        null=True, help_text="From the first page to the signature; null where nobody counted."
    )
    filled_the_trap = models.BooleanField(
        default=False, help_text="A field that people do not see came back filled in."
    )

    class Meta:
        ordering = ["claim_id"]

    def __str__(self) -> str:
        return f"filing of claim {self.claim_id}"
