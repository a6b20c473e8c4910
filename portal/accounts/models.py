"""Who may see which matter, and the one-time codes that let a claimant in."""

from django.conf import settings
from django.db import models

from claims.models import Account, Claim, Matter


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator"
    COUNSEL = "counsel"


class Membership(models.Model):
    """A user's role in one matter. No membership, no sight of the matter's claims."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=13, choices=Role)

    class Meta:
        ordering = ["user_id", "matter_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "matter", "role"], name="one_membership_a_role")
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.matter_id}"


class OneTimeCode(models.Model):
    """A code that was sent, kept as a keyed hash; used once, and only a few tries long.

    The two kinds keep tables of their own: they point to different things, and one table would
    move rows for nothing.
    """

    code_mac = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    @property
    def bound_to(self) -> tuple[int, ...]:
        """The keys of the rows that the code is for: its hash is over them too."""
        raise NotImplementedError


class AccessCode(OneTimeCode):
    """A code that opens a claim, in the browser that asked for it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="access_codes")
    browser_mac = models.CharField(
        max_length=64, default="", help_text="Keyed hash of the browser that asked for it."
    )

    def __str__(self) -> str:
        return f"code for claim {self.claim_id}"

    @property
    def bound_to(self) -> tuple[int, ...]:
        return (self.claim_id,)


class ContactCode(OneTimeCode):
    """A code sent to the addresses on file for a claim's account."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="contact_codes")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"contact code for claim {self.claim_id}"

    @property
    def bound_to(self) -> tuple[int, ...]:
        return (self.claim_id, self.account_id)
