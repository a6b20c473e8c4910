"""Log-ins to try the sample matter with: `manage.py sample_logins`."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.casework import docket
from claims.files.replacement import replacement
from portal.accounts.members import add_member
from portal.accounts.models import Role

MATTER = "linkedin-inmail"
_PEOPLE = {
    "alice": Role.ADMINISTRATOR,
    "bruno": Role.ADMINISTRATOR,
    "carmen": Role.COUNSEL,
}


class Command(BaseCommand):
    """Make them once, with random passwords kept in DATA_DIR, and print them."""

    help = "Make and print log-ins for the sample matter. Not for production."

    def handle(self, **options: Any) -> None:
        if settings.STAFF_SECOND_FACTOR_REQUIRED:
            raise CommandError("Sample log-ins are not for production. Use manage.py add_member.")
        try:
            matter = docket.find_matter(MATTER)
        except docket.UnknownMatter:
            self.stdout.write("  No sample matter yet: run make demo for claims and log-ins.")
            return
        path = Path(settings.DATA_DIR) / "sample_logins.json"
        passwords = json.loads(path.read_text()) if path.is_file() else {}
        for name, role in _PEOPLE.items():
            password = passwords.setdefault(name, secrets.token_urlsafe(12))
            add_member(name, password, matter, role)
            self.stdout.write(f"  {role.label:<15} user {name:<8} password {password}")
        with replacement(path, private=True) as partial:
            partial.write_text(json.dumps(passwords, indent=1))
