"""End the hold of a claim."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.casework import review
from portal.accounts.access import MatterRequest
from portal.administrator.decision_forms import ReleaseForm
from portal.administrator.views.claim_review import perform_act, requested_claim


@require_POST
def release(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Put the claim back to where it was held from; the reason stays with it."""
    found = requested_claim(request, reference)
    form = ReleaseForm(request.POST)

    def act() -> str:
        note = form.cleaned_data["note"]
        review.release_hold(found, note, actor=request.actor, at=timezone.now())
        return _("The claim is released. The same signals will not hold it again.")

    return perform_act(request, found, form, act, release_form=form)
