"""What an administrator can say about a claim."""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from claims.models import Account, Claim
from claims.texts import one_line
from portal.administrator.offered_reasons import ReasonGroup, reason_groups

_RADIO = {"class": "usa-radio__input"}
_LONGEST_NOTE = 2000
NO_ACCOUNT, ANOTHER_ACCOUNT = "none", "another"


class DecisionForm(forms.Form):
    """Approve, deny or ask for more, with the reason that the claimant will read.

    A reason belongs to one act, so choosing it says both. Those that the assessment does not bear
    out stand apart and need a note.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    reason = forms.ChoiceField(
        widget=forms.RadioSelect(attrs=_RADIO),
        label=_("What do you decide, and why?"),
        help_text=_("The claimant reads the words of the reason."),
        error_messages={"required": _("Choose what you decide, and why.")},
    )
    note = forms.CharField(
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Note (needed for an override)"),
        help_text=_("For colleagues and the court. The claimant does not read it."),
    )

    def __init__(self, claim: Claim, at: datetime, data: Any = None) -> None:
        super().__init__(data, initial={"seen": claim.assessment_id or 0})
        self._groups = reason_groups(claim, at)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (group.label, group.choices) for group in self._groups
        ]

    @property
    def groups(self) -> list[tuple[ReasonGroup, list[BoundWidget]]]:
        """Each group with its radio buttons."""
        options = iter(self["reason"])
        return [(group, [next(options) for _ in group.choices]) for group in self._groups]

    @property
    def is_override_chosen(self) -> bool:
        """Whether the chosen reason is one that the assessment does not bear out."""
        chosen = self["reason"].value()
        return any(group.is_override and chosen in dict(group.choices) for group in self._groups)

    def clean(self) -> dict[str, Any]:
        """An override needs a note."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_without_note = "note" in cleaned and not cleaned["note"]
        if "reason" in cleaned and self.is_override_chosen and is_without_note:
            self.add_error(
                "note", _("Say why it is right although the records do not bear it out.")
            )
        return cleaned


class ReleaseForm(forms.Form):
    """A claim on hold is as it should be."""

    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Why is the claim released?"),
        help_text=_("For colleagues and the court. The claimant does not read it."),
        error_messages={"required": _("Say why the claim is released.")},
    )

    def __init__(self, data: Any = None) -> None:
        # A decision's note stands on the same page, with the usual ID.
        super().__init__(data, auto_id="release_%s")


class AnswerForm(forms.Form):
    """The claimant's answer to a request for more has come."""

    signature = forms.BooleanField(
        required=False,
        label=_("A signed declaration was among it"),
        help_text=_("Keep what came outside this system; here only that it came is recorded."),
    )


class AccountForm(forms.Form):
    """Which account the claim is for, or that none is the claimant's."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect(attrs=_RADIO),
        label=_("Whose account is it?"),
        error_messages={"required": _("Choose an account, or that none is the claimant’s.")},
    )
    account_id = forms.CharField(
        required=False,
        max_length=200,
        label=_("ID of another account"),
        help_text=_("Only if you chose “Another account”."),
    )

    def __init__(self, claim: Claim, candidates: list[Account], data: Any = None) -> None:
        super().__init__(data)
        self.claim = claim
        self.candidates = {account.account_id: account for account in candidates}
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            *(
                (f"account:{key}", account_text(account))
                for key, account in self.candidates.items()
            ),
            (ANOTHER_ACCOUNT, _("Another account")),
            (NO_ACCOUNT, _("None: no account found is the claimant’s")),
        ]

    def clean(self) -> dict[str, Any]:
        """Find the account; `account` is None when no account is the claimant's."""
        cleaned: dict[str, Any] = super().clean() or {}
        choice = cleaned.get("choice", "")
        if choice == ANOTHER_ACCOUNT:
            cleaned["account"] = self._another(cleaned.get("account_id", ""))
        elif choice.startswith("account:"):
            cleaned["account"] = self.candidates[choice.removeprefix("account:")]
        else:
            cleaned["account"] = None
        return cleaned

    def _another(self, account_id: str) -> Account | None:
        if not account_id:
            self.add_error("account_id", _("Enter the ID of the account."))
            return None
        of_matter = Account.objects.of(self.claim.matter)
        account = of_matter.filter(account_id=account_id).first()
        if account is None:
            self.add_error("account_id", _("The class list has no account with this ID."))
        return account


def account_text(account: Account) -> str:
    """An account in one line: its ID, its holder, where."""
    name = f"{account.first_name} {account.last_name}".strip()
    place = ", ".join(filter(None, (account.city, account.state, account.country)))
    said = map(one_line, (account.account_id, name, account.email, place))
    return " · ".join(filter(None, said))
