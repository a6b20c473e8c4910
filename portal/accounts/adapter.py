"""Log-ins are for administrators and counsel, made by `manage.py add_member`; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from portal.web import rate_limits


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords are counted by where they come from: nobody locks a colleague out by guessing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return rate_limits.client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = str(credentials.get("username", "")).casefold()
        try:
            rate_limits.count_use("log_in", request, timezone.now(), account=name)
        except rate_limits.TooManyRequests as refused:
            minutes = refused.minutes
            words = ngettext(
                "Too many tries to log in came from your network. Wait %(count)d minute, then try "
                "again. Colleagues elsewhere can log in meanwhile.",
                "Too many tries to log in came from your network. Wait %(count)d minutes, then try "
                "again. Colleagues elsewhere can log in meanwhile.",
                minutes,
            )
            raise ValidationError(words % {"count": minutes}) from refused
