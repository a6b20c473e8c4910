"""The form by which an administrator says what a claim that looks like another is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.casework import duplicates
from claims.casework.duplicates import FlagAct
from claims.models import DuplicateFlag

_LONGEST_NOTE = 2000

ACT_LABELS = {
    FlagAct.MERGE: _("Merge: one person filed both"),
    FlagAct.COMPETE: _("Two people claim one account"),
    FlagAct.CLEAR: _("Not the same person"),
    FlagAct.UNDO: _("Undo what was said"),
}
"""Each act as its button says it."""
ACT_MESSAGES = {
    FlagAct.MERGE: _("The claim is merged. The other one goes on."),
    FlagAct.COMPETE: _("The claims compete: decide for each whether its author holds the account."),
    FlagAct.CLEAR: _("The claim goes on from where it was."),
    FlagAct.UNDO: _("That is taken back. The claims are as they were before it."),
}


class FlagForm(forms.Form):
    """What is said of one flag, and why; each act is a button of its own."""

    flag = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose a reason.")}
    )
    note = forms.CharField(
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Note (optional)"),
    )

    def __init__(self, flag: DuplicateFlag, data: Any = None) -> None:
        super().__init__(data, initial={"flag": flag.pk}, auto_id=f"flag{flag.pk}_%s")
        acts = duplicates.open_acts(flag)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a reason")),
            *(
                (ACT_LABELS[act], [(reason.value, reason.label) for reason in _reasons_of(act)])
                for act in acts
            ),
        ]
        self.buttons = [(act.value, ACT_LABELS[act]) for act in acts]


def _reasons_of(act: FlagAct) -> tuple[DuplicateFlag.Reason, ...]:
    return duplicates.act_reasons(act)
