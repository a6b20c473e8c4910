"""Who may open which page: one table, and the middleware that holds every request against it.

A page that is not in ACCESS cannot be opened by anybody. What is refused looks like what does not
exist (404), so that nobody learns from the answer which matters, claims or pages there are; only a
visitor who has not logged in is sent to the log-in page, whatever stands behind it.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.audit import Actor
from claims.casework import docket
from claims.models import Claim, Matter
from claims.plans import MatterPlan
from portal.accounts import claim_session
from portal.accounts.models import Membership, Role


class Audience(StrEnum):
    """For whom a page is."""

    PUBLIC = "public"
    # Whoever entered the one-time code of the claim that the address names.
    CLAIMANT = "claimant"
    ADMINISTRATOR = "administrator"
    COUNSEL = "counsel"
    # Any member of any matter: their own account, and the list of their matters.
    STAFF = "staff"


_PUBLIC = frozenset({Audience.PUBLIC})
_CLAIMANT = frozenset({Audience.CLAIMANT})
_ADMINISTRATOR = frozenset({Audience.ADMINISTRATOR})
_COUNSEL = frozenset({Audience.COUNSEL})
_STAFF = frozenset({Audience.STAFF})

ACCESS: Mapping[str, frozenset[Audience]] = {
    "matters": _PUBLIC,
    "statutes": _PUBLIC,
    "plans": _PUBLIC,
    "plan": _PUBLIC,
    "plan_yaml": _PUBLIC,
    "plan_markdown": _PUBLIC,
    "set_language": _PUBLIC,
    # -- class members ------------------------------------------------------------------------
    "claimant:matter": _PUBLIC,
    "claimant:plan": _PUBLIC,
    "claimant:plan_yaml": _PUBLIC,
    "claimant:plan_markdown": _PUBLIC,
    "claimant:start": _PUBLIC,
    "claimant:question": _PUBLIC,
    "claimant:archive": _PUBLIC,
    "claimant:archive_remove": _PUBLIC,
    "claimant:check": _PUBLIC,
    "claimant:declaration": _PUBLIC,
    "claimant:confirmation": _PUBLIC,
    "claimant:confirmation_copy": _PUBLIC,
    "claimant:find": _PUBLIC,
    "claimant:code": _PUBLIC,
    "claimant:leave": _PUBLIC,
    "claimant:status": _CLAIMANT,
    "claimant:copy": _CLAIMANT,
    "claimant:withdraw": _CLAIMANT,
    "claimant:prove": _CLAIMANT,
    "claimant:prove_code": _CLAIMANT,
    # -- log-ins ------------------------------------------------------------------------------
    "account_login": _PUBLIC,
    "account_logout": _PUBLIC,
    "account_inactive": _PUBLIC,
    "mfa_authenticate": _PUBLIC,
    "mfa_login_webauthn": _PUBLIC,
    "account_reauthenticate": _STAFF,
    "account_change_password": _STAFF,
    "mfa_reauthenticate": _STAFF,
    "mfa_reauthenticate_webauthn": _STAFF,
    "mfa_index": _STAFF,
    "mfa_activate_totp": _STAFF,
    "mfa_deactivate_totp": _STAFF,
    "mfa_view_recovery_codes": _STAFF,
    "mfa_generate_recovery_codes": _STAFF,
    "mfa_download_recovery_codes": _STAFF,
    "mfa_list_webauthn": _STAFF,
    "mfa_add_webauthn": _STAFF,
    "mfa_edit_webauthn": _STAFF,
    "mfa_remove_webauthn": _STAFF,
    "staff_home": _STAFF,
    # -- administrators -----------------------------------------------------------------------
    "administrator:queue": _ADMINISTRATOR,
    "administrator:claim": _ADMINISTRATOR,
    "administrator:decide": _ADMINISTRATOR,
    "administrator:second": _ADMINISTRATOR,
    "administrator:choose_account": _ADMINISTRATOR,
    "administrator:accept_late": _ADMINISTRATOR,
    "administrator:record_answer": _ADMINISTRATOR,
    "administrator:samples": _ADMINISTRATOR,
    "administrator:sample": _ADMINISTRATOR,
    "administrator:finding": _ADMINISTRATOR,
    "administrator:release": _ADMINISTRATOR,
    "administrator:duplicate": _ADMINISTRATOR,
    "administrator:values": _ADMINISTRATOR,
    "administrator:tallies": _ADMINISTRATOR,
    "administrator:compare": _ADMINISTRATOR,
    "administrator:cancel_tally": _ADMINISTRATOR,
    # -- counsel ------------------------------------------------------------------------------
    "counsel:totals": _COUNSEL,
    "counsel:tally": _COUNSEL,
    "counsel:compare": _COUNSEL,
    "counsel:quality": _COUNSEL,
    "counsel:download": _COUNSEL,
    # -- programs -----------------------------------------------------------------------------
    "api-v1:claims": _PUBLIC,
    "api-v1:schema": _PUBLIC,
}

# All that a member without a second factor can reach where one is required.
SECOND_FACTOR_PAGES = frozenset(
    {
        *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    }
)


class MatterRequest(HttpRequest):
    """A request that the middleware let through to a page of one matter."""

    matter: Matter
    plan: MatterPlan
    # Who acts, for the audit trail: a claimant, or a member by name in the role the page is for.
    actor: Actor


class ClaimRequest(MatterRequest):
    """A request to a page of one claim, by somebody who entered its code."""

    claim: Claim


class AccessMiddleware:
    """Deny what ACCESS does not allow; hand matter, plan, actor and claim to what it does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Nearly every page holds somebody's data or a token; none may stay on a shared computer.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        assert request.resolver_match is not None  # noqa: S101  # nosec B101  (Django sets it)
        name = request.resolver_match.view_name
        # For the access log, which names the page in the place of its address (gunicorn.conf.py).
        request.META["classfund.page"] = name
        audiences = ACCESS.get(name, frozenset())
        if not audiences:
            raise Http404
        if audiences & {Audience.ADMINISTRATOR, Audience.COUNSEL, Audience.STAFF}:
            refusal = _refuse_outsiders(request, name)
            if refusal is not None:
                return refusal
        if "slug" in kwargs:
            _attach_matter(request, kwargs["slug"])
        if Audience.PUBLIC in audiences:
            return None
        if Audience.CLAIMANT in audiences:
            return _refuse_other_claimants(cast(ClaimRequest, request), kwargs)
        if Audience.STAFF not in audiences:
            _refuse_other_members(cast(MatterRequest, request), audiences)
        return None


def _attach_matter(request: HttpRequest, slug: str) -> None:
    try:
        matter = docket.find_matter(slug)
    except docket.UnknownMatter as error:
        raise Http404 from error
    for_matter = cast(MatterRequest, request)
    for_matter.matter = matter
    for_matter.plan = docket.current_plan(matter)
    for_matter.actor = Actor("claimant")


def _refuse_outsiders(request: HttpRequest, name: str) -> HttpResponseBase | None:
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if not Membership.objects.filter(user=request.user).exists():
        raise PermissionDenied
    if (
        settings.STAFF_SECOND_FACTOR_REQUIRED
        and name not in SECOND_FACTOR_PAGES
        and not has_second_factor(request.user)
    ):
        messages.warning(
            request,
            _("Set up an authenticator app or a passkey first. Until then no claim is shown."),
        )
        return redirect("mfa_index")
    return None


def _refuse_other_members(request: MatterRequest, audiences: frozenset[Audience]) -> None:
    roles = Membership.objects.filter(
        user=cast(User, request.user), matter=request.matter, role__in=audiences
    ).values_list("role", flat=True)
    if not roles:
        raise Http404
    # A member who is both acts as the administrator, the role that can do more.
    role = Role.ADMINISTRATOR if Role.ADMINISTRATOR in roles else Role.COUNSEL
    request.actor = Actor(role.value, cast(User, request.user).get_username())


def _refuse_other_claimants(
    request: ClaimRequest, kwargs: Mapping[str, Any]
) -> HttpResponseBase | None:
    claim = claim_session.bound_claim(request, request.matter, timezone.now())
    if claim is None:
        return redirect("claimant:find", slug=request.matter.slug)
    if claim.reference != kwargs.get("reference"):
        raise Http404
    request.claim = claim
    return None


def has_second_factor(user: User) -> bool:
    """Whether the member holds an authenticator app or a passkey; recovery codes alone are none."""
    held = Authenticator.objects.filter(
        user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return bool(held.exists())
