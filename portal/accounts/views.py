"""What a member sees after logging in."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.models import Membership


@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """The member's matters, with the pages of each role."""
    memberships = Membership.objects.filter(user=cast(User, request.user)).select_related("matter")
    return render(
        request,
        "account/staff_home.html",
        {"memberships": memberships.order_by("matter__caption", "matter_id", "role")},
    )
