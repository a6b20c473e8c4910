"""Somebody at the claim form: what they enter, and what they see."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.test import Client

from claims.models import Claim, Letter
from portal.accounts import codes
from tests.moments import NOW

ANSWERS: dict[str, dict[str, str]] = {
    "name": {"first_name": "Ana", "last_name": "Díaz"},
    "contact": {"email": "ana@example.org", "phone": "(559) 555-0117"},
    "address": {
        "street": "12 Fulton St",
        "city": "Fresno",
        "state": "CA",
        "postal_code": "93721",
        "country": "US",
    },
    "profile": {"profile_url": "https://www.linkedin.com/in/ana-diaz"},
    "notice": {"notice_id": "N-1"},
    "place": {"signing_country": "inside", "signing_place": "Fresno, California"},
}


@dataclass
class Visitor:
    """One browser on one matter's pages."""

    slug: str = "linkedin-inmail"
    client: Client = field(default_factory=Client)

    def get(self, path: str = "", **options: Any) -> Any:
        return self.client.get(f"/{self.slug}/{path}", **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """As a browser sends it; a form with a file goes in parts."""
        form: Any = data or {}
        if not any(isinstance(value, UploadedFile) for value in form.values()):
            form = urlencode(form, doseq=True)
            options.setdefault("content_type", "application/x-www-form-urlencoded")
        return self.client.post(f"/{self.slug}/{path}", form, **options)

    def begin(self) -> Any:
        return self.post("file/")

    def answer(self, step: str, **changes: str) -> Any:
        return self.post(f"file/{step}/", ANSWERS[step] | changes)

    def fill(self, **changes: str) -> None:
        """Begin, and answer every question; `changes` name single fields."""
        self.begin()
        for step, answers in ANSWERS.items():
            self.answer(step, **{name: changes.get(name, text) for name, text in answers.items()})

    def sign(self, typed_name: str = "Ana Díaz") -> Any:
        return self.post("file/declaration/", {"typed_name": typed_name})

    def file(self, **changes: str) -> Claim:
        """From the start to the claim."""
        self.fill(**changes)
        assert self.sign().status_code == 302
        return Claim.objects.latest("id")


def code_for(claim: Claim, at: datetime = NOW) -> str:
    """A code of the claim for the browser that asked for one last, as the worker would send it."""
    asked = Letter.objects.filter(claim=claim, kind=Letter.Kind.CODE).latest("id")
    return codes.issue(claim, asked.data["browser"], at)


def words_of(response: Any) -> str:
    """The text of a page, without its tags, in one line."""
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title_of(response: Any) -> str:
    """The title of a page in one line, as a browser shows it."""
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), flags=re.DOTALL)
    assert found
    return " ".join(unescape(found[1]).split())
