"""Make a log-in for an administrator or counsel: `manage.py add_member NAME MATTER ROLE`."""

import getpass
import sys
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.members import add_member
from portal.accounts.models import Role
from portal.management.terminal import named_matter


class Command(BaseCommand):
    """Ask for a password where the user is new, and give the role."""

    help = "Give a user a role in a matter. Asks for a password, or reads it from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("matter")
        parser.add_argument("role", choices=Role.values)

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        username = options["username"]
        password = None
        if not User.objects.filter(username=username).exists():
            password = (
                getpass.getpass(f"Password for {username}: ")
                if sys.stdin.isatty()
                else sys.stdin.readline().rstrip("\n")
            )
        try:
            add_member(username, password, matter, Role(options["role"]))
        except (ValidationError, ValueError) as error:
            problems = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(problems)) from None
        self.stdout.write(f"{username} is {options['role']} of {matter.slug}.")
