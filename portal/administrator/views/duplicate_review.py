"""What an administrator says of a claim that looks like another."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.casework import duplicates, review
from claims.models import DuplicateFlag
from portal.accounts.access import MatterRequest
from portal.administrator.flag_form import ACT_LABELS, ACT_MESSAGES, FlagForm
from portal.administrator.views.claim_review import perform_act, requested_claim
from portal.web.query_numbers import number_in


@require_POST
def duplicate(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Merge, say that two compete or are not the same, or take it back."""
    found = requested_claim(request, reference)
    number, asked = number_in(request.POST, "flag"), request.POST.get("act", "")
    flags = DuplicateFlag.objects.of(request.matter).touching([found.pk])
    flag = flags.select_related("claim__matter", "survivor").filter(pk=number).first()
    if flag is None:
        raise Http404
    form = FlagForm(flag, request.POST)

    def act() -> str:
        if asked not in ACT_LABELS:
            raise review.CannotDecide(_("Choose what you say of the two claims."))
        said = duplicates.FlagAct(asked)
        duplicates.ACT_FUNCTIONS[said](
            flag,
            form.cleaned_data["reason"],
            form.cleaned_data["note"],
            actor=request.actor,
            at=timezone.now(),
        )
        return str(ACT_MESSAGES[said])

    return perform_act(request, found, form, act, say_form=form)
