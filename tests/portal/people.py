"""People with log-ins, for tests of the staff pages."""

import re
from html import unescape
from html.parser import HTMLParser

from django.contrib.auth.models import User
from django.test import Client

from claims.models import Matter
from portal.accounts.models import Membership, Role


def logged_in(name: str, matter: Matter, role: Role) -> Client:
    """A browser in which this person is logged in with a role in the matter."""
    user, _ = User.objects.get_or_create(username=name)
    Membership.objects.get_or_create(user=user, matter=matter, role=role)
    client = Client()
    client.force_login(user)
    return client


def words_of(answer) -> str:
    """What a reader sees of the page's main part, in one line."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag, attributes) -> None:
        self.headings += tag == "h1"
        if tag == "style" or (tag == "script" and "src" not in dict(attributes)):
            self.found.append(f"inline {tag}")
        self.found += [
            f"{name} on {tag}" for name, _ in attributes if name == "style" or name.startswith("on")
        ]


def check_page(answer) -> None:
    """What every staff page promises: one h1, nothing inline, small, and kept nowhere."""
    faults = _Faults()
    faults.feed(answer.content.decode())
    assert faults.found == []
    assert faults.headings == 1
    assert len(answer.content) < 100_000
    assert answer["Cache-Control"] == "no-store"
