"""One claim, and what an administrator does with it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.casework import lifecycle, review
from claims.casework.intake.references import read_reference
from claims.models import Claim, Decision, ReasonCode, Status
from portal.accounts.access import MatterRequest
from portal.administrator.claim_page import ClaimPage, claim_page
from portal.administrator.decision_forms import (
    AccountForm,
    AnswerForm,
    DecisionForm,
    ReleaseForm,
)
from portal.administrator.duplicate_rows import cluster_of
from portal.administrator.offered_reasons import objection_sentence
from portal.administrator.session_views import record_page_view
from portal.administrator.signal_section import signal_section
from portal.web.query_numbers import number_in
from portal.worker import publisher


@require_safe
def claim(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """The claim beside the records. Looking at it is recorded."""
    return _page(request, requested_claim(request, reference))


@require_POST
def decide(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Approve, deny or ask for more."""
    found = requested_claim(request, reference)
    now = timezone.now()
    form = DecisionForm(found, now, request.POST)

    def act() -> str:
        reason = ReasonCode(form.cleaned_data["reason"])
        decision = review.decide(
            found,
            review.act_of(reason),
            reason,
            form.cleaned_data["note"],
            actor=request.actor,
            at=now,
            seen_assessment=form.cleaned_data["seen"],
        )
        if decision.state == Decision.State.PROPOSED:
            if found.status == Status.HOLD_FRAUD:
                return _("Denying a claim on hold takes two people, so it waits for a second one.")
            return _("This goes against the assessment, so it waits for a second person.")
        return _("The decision is recorded and in effect.")

    return perform_act(request, found, form, act, decision_form=form)


@require_POST
def second(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Confirm or reject a colleague's proposal."""
    found = requested_claim(request, reference)
    answer = request.POST.get("answer")
    proposal = found.decisions.filter(pk=number_in(request.POST, "decision")).first()

    def act() -> str:
        if proposal is None or answer not in ("confirm", "reject"):
            raise review.CannotDecide(_("Choose whether to confirm or to reject the proposal."))
        confirm = answer == "confirm"
        review.settle_proposal(proposal, confirm, actor=request.actor, at=timezone.now())
        if confirm:
            return _("You confirmed the proposal. It is in effect.")
        return _("You rejected the proposal. The claim stays as it was.")

    return perform_act(request, found, Form(request.POST), act)


@require_POST
def choose_account(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Say which account the claim is for, or that it is for none."""
    found = requested_claim(request, reference)
    form = AccountForm(found, claim_page(found, request.plan).candidates, request.POST)

    def act() -> str:
        account = form.cleaned_data["account"]
        review.choose_account(found, account, actor=request.actor, at=timezone.now())
        if account is None:
            return _("The claim is recorded as without an account.")
        return _("The claim is matched to account %(account)s.") % {"account": account.account_id}

    return perform_act(request, found, form, act, account_form=form)


@require_POST
def accept_late(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """Take a claim from outside the filing dates as if it had come in time."""
    found = requested_claim(request, reference)

    def act() -> str:
        review.accept_late_claim(found, actor=request.actor, at=timezone.now())
        return _("The claim is accepted although it came outside the filing dates.")

    return perform_act(request, found, Form(request.POST), act)


@require_POST
def record_answer(request: MatterRequest, slug: str, reference: str) -> HttpResponse:
    """The author answered a request for more; the claim is checked again."""
    found = requested_claim(request, reference)
    form = AnswerForm(request.POST)

    def act() -> str:
        signature = form.cleaned_data["signature"]
        review.record_answer(found, signature=signature, actor=request.actor, at=timezone.now())
        return _("The answer is recorded. The claim is checked again.")

    return perform_act(request, found, form, act, answer_form=form)


def perform_act(
    request: MatterRequest, found: Claim, form: Form, act: Callable[[], str], **shown: Form
) -> HttpResponse:
    """Do it and go back to the claim's page, or show the page again with what is wrong."""
    if form.is_valid():
        try:
            said = act()
        except (review.CannotDecide, lifecycle.CannotMove) as refused:
            form.add_error(None, str(refused))
        else:
            publisher.publish()
            messages.success(request, said)
            return redirect(
                "administrator:claim", slug=request.matter.slug, reference=found.reference
            )
    return _page(request, requested_claim(request, found.reference), form=form, **shown)


def requested_claim(request: MatterRequest, reference: str) -> Claim:
    """The claim, with what its page shows of others; Http404 if the matter has none of the name."""
    related = (
        "account",
        "archive",
        "score",
        "payable_claim",
        "assessment__plan_version",
        "assessment__production",
    )
    found = Claim.objects.of(request.matter).select_related("matter", *related)
    # Only in the spelling it is stored in, which no text that a database refuses has.
    claim = found.filter(reference=read_reference(reference)).first()
    if claim is None or claim.reference != reference:
        raise Http404
    return claim


def _page(
    request: MatterRequest, found: Claim, form: Form | None = None, **shown: Form
) -> HttpResponse:
    record_page_view(request, found, request.actor, timezone.now())
    shown_sheet = claim_page(found, request.plan)
    say_form = shown.pop("say_form", None)
    forms: dict[str, Any] = {
        "decision_form": DecisionForm(found, timezone.now()),
        "answer_form": AnswerForm(),
        "release_form": ReleaseForm(),
        "account_form": AccountForm(found, shown_sheet.candidates),
    }
    return render(
        request,
        "administrator/claim.html",
        {
            "sheet": shown_sheet,
            "signals": signal_section(found, has_proved=lifecycle.has_proved_contact(found)),
            "claim": found,
            "cluster": cluster_of(found, say_form),
            # The form that was sent, for the summary of what is wrong.
            "form": form,
            **forms,
            **shown,
            "is_own_proposal": _is_own_proposal(shown_sheet, request),
            "against_proposal": _objection(shown_sheet),
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK,
    )


def _objection(shown: ClaimPage) -> str:
    """What the records say now against the decision that waits for a second person."""
    proposal = shown.proposal
    if proposal is None:
        return ""
    act, reason = Decision.Act(proposal.act), ReasonCode(proposal.reason)
    return objection_sentence(shown.claim, act, reason, timezone.now())


def _is_own_proposal(shown: ClaimPage, request: MatterRequest) -> bool:
    return shown.proposal is not None and shown.proposal.decided_by == str(request.actor)
