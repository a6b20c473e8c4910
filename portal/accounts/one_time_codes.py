"""One way to ask for a one-time code, to make one, to keep it and to spend it.

What a code is for decides how long it is, how long it is valid and how many may be asked for: see
`codes` (into a claim) and `contact_codes` (proof of a contact on file). Only a keyed hash of a code
is stored. The code itself exists in the worker that writes the e-mail, and there.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from claims.casework.lifecycle.outbox_entries import letter_entry
from claims.models import Claim, Letter
from portal.accounts.models import OneTimeCode

TRIES = 5
# A code that a mail server held up for longer would only surprise.
WORTH_SENDING_FOR = timedelta(hours=1)

Code = TypeVar("Code", bound=OneTimeCode)


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Purpose(Generic[Code]):
    """What codes of one kind are for, and within which limits."""

    model: type[Code]
    letter: Letter.Kind
    salt: str
    digits: int
    valid_for: timedelta
    most: int
    """So many may be asked for a claim `within` this time."""
    within: timedelta

    def ask(
        self,
        claim: Claim,
        at: datetime,
        data: Mapping[str, str] | None = None,
        *,
        unless: Callable[[], bool] = _never,
    ) -> None:
        """Have the worker send a code by a letter with this data; nothing beyond the limit.

        `unless` is asked once the limit is reached; it does not count where that says so.
        """
        recent = Letter.objects.filter(
            claim=claim, kind=self.letter, created_at__gt=at - self.within
        )
        with transaction.atomic():
            # So that of many requests at once no more than these few ask.
            Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
            if recent.count() >= self.most and not unless():
                return
            letter = Letter.objects.create(
                matter=claim.matter,
                claim=claim,
                kind=self.letter,
                key=secrets.token_hex(8),
                data=dict(data or {}),
                created_at=at,
            )
            letter_entry(letter).save()

    def issue(self, at: datetime, whose: Mapping[str, Any], **more: Any) -> str:
        """A new code; those before it with the same `whose` stop working.

        `whose` and `more` are columns of the model, all that says whom the code is for.
        """
        code = f"{secrets.randbelow(10**self.digits):0{self.digits}d}"
        row = self.model(
            **whose,
            **more,
            created_at=at,
            expires_at=at + self.valid_for,
            tries_left=TRIES,
        )
        row.code_mac = self._mac(row.bound_to, code)
        with transaction.atomic():
            self._open(whose, at).update(expires_at=at)
            row.save()
        return code

    def spend(
        self, at: datetime, whose: Mapping[str, Any], code: str, bound_to: tuple[int, ...]
    ) -> Code | None:
        """The newest row of `whose`, if this is its code and can still be used: once.

        Any wrong try counts against the code. Where there is none, the same steps are taken as for
        a wrong code; `bound_to` then stands for what a code would be bound to.
        """
        # Counted before it is compared, so that tries at the same moment cannot share one.
        counted = (
            self._open(whose, at).filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        )
        newest = self._rows.filter(**whose).order_by("-id").first()
        row = newest if counted else None
        is_right = hmac.compare_digest(
            row.code_mac if row else self._mac((0,), "no such code"),
            self._mac(row.bound_to if row else bound_to, code),
        )
        if row is None or not is_right:
            return None
        # Compare-and-set: of two requests with the right code one gets in.
        used = self._rows.filter(pk=row.pk, used_at=None).update(used_at=at)
        return row if used else None

    @property
    def minutes(self) -> int:
        """For how many minutes a code is valid."""
        return int(self.valid_for.total_seconds()) // 60

    @property
    def _rows(self) -> models.QuerySet[Code]:
        return self.model._default_manager.all()

    def _open(self, whose: Mapping[str, Any], at: datetime) -> models.QuerySet[Code]:
        return self._rows.filter(**whose, used_at=None, expires_at__gt=at)

    def _mac(self, bound_to: tuple[int, ...], code: str) -> str:
        text = ":".join([*map(str, bound_to), code])
        return salted_hmac(self.salt, text, algorithm="sha256").hexdigest()
