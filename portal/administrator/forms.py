"""What an administrator can say about a claim."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims import review
from claims.models import Account, Claim, Decision, ReasonCode
from claims.texts import one_line

_RADIO = {"class": "usa-radio__input"}
_LONGEST_NOTE = 2000
NO_ACCOUNT, ANOTHER_ACCOUNT = "none", "another"


def _reasons() -> list[Any]:
    groups: list[Any] = [("", _("Choose a reason"))]
    for act in Decision.Act:
        reasons = [(reason.value, reason.label) for reason in review.reasons_for(act)]
        groups.append((act.label, reasons))
    return groups


class DecisionForm(forms.Form):
    """Approve, deny or ask for more, with the reason that the claimant will read."""

    act = forms.ChoiceField(
        choices=Decision.Act.choices,
        widget=forms.RadioSelect(attrs=_RADIO),
        label=_("What do you decide?"),
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = forms.ChoiceField(
        choices=_reasons,
        label=_("Reason"),
        help_text=_("The claimant reads these words."),
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Note (optional)"),
        help_text=_("For colleagues and the court. The claimant does not read it."),
    )

    def clean(self) -> dict[str, Any]:
        """The reason has to be one of the act's own."""
        cleaned: dict[str, Any] = super().clean() or {}
        act, reason = cleaned.get("act"), cleaned.get("reason")
        if act and reason and ReasonCode(reason) not in review.reasons_for(Decision.Act(act)):
            self.add_error(
                "reason",
                _("This reason does not fit. Choose one listed under “%(act)s”.")
                % {"act": Decision.Act(act).label},
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
                (f"account:{key}", account_words(account))
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


def account_words(account: Account) -> str:
    """An account in one line: its ID, its holder, where."""
    name = f"{account.first_name} {account.last_name}".strip()
    place = ", ".join(filter(None, (account.city, account.state, account.country)))
    said = map(one_line, (account.account_id, name, account.email, place))
    return " · ".join(filter(None, said))
