"""Making log-ins: an administrator or counsel of one matter."""

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from claims.models import Matter
from portal.accounts.models import Membership, Role


def add_member(username: str, password: str | None, matter: Matter, role: Role) -> User:
    """Give a user a role in a matter; the user is made when new, with this password.

    An existing user keeps the password unless one is given. Raises ValidationError for a password
    that is too weak, ValueError for a new user without one.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        if user is None and password is None:
            raise ValueError(f"{username} is new: give a password.")
        user = user or User(username=username)
        if password is not None:
            validate_password(password, user)
            user.set_password(password)
        user.save()
        Membership.objects.get_or_create(user=user, matter=matter, role=role)
    return user
