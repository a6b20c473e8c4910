"""People and programs that file claims, and try again as people and programs do."""

import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from tests.faults.ledger import Acknowledgement, Ledger, email_of
from tests.faults.production import SLUG
from tests.faults.visitors import Answer, NoAnswer, Visitor

GIVES_UP_AFTER_SECONDS = 240.0
"""A filing that is not acknowledged by then is given up, and the run does not hold."""
LAST_FILINGS_SECONDS = 60.0
"""How long filers who are told to stop go on with what they have in hand."""
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0
API = f"/api/v1/matters/{SLUG}/claims/"
_FORM = f"/{SLUG}/file/"
_SENT = f"{_FORM}sent/"
_REFERENCE = re.compile(r"\bCF(?:-[0-9A-Z]{4})+\b")
_CHOICE = "signing_country"
_SIGNATURE = {_CHOICE: "inside", "typed_name": "Ana Rivera"}
_numbers = itertools.count(1)


class GaveUp(Exception):
    """A filing that the site did not take; the message says what it answered last."""


@dataclass(frozen=True)
class Filing:
    """One acknowledged filing, from the first request to the acknowledgement, with all tries.

    `was_found`: it had been stored by a try that was not answered.
    """

    began: float
    seconds: float
    was_found: bool = False

    @property
    def ended(self) -> float:
        return self.began + self.seconds


@dataclass(frozen=True)
class Trouble:
    """A request that was not answered as it should be: a status, or why there was none."""

    at: float
    what: str


@dataclass
class Seen:
    """What the filers of one kind saw."""

    filings: list[Filing] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)


class Filer(Protocol):
    """Files one claim after another."""

    def file(self, key: str, seen: Seen) -> tuple[str, bool]:
        """File one; its reference, and whether it had been stored before. Raises GaveUp."""


@dataclass
class _Patience:
    """Pauses between tries of one filing, until it is given up."""

    seen: Seen
    is_over: Callable[[], bool] = lambda: False
    until: float = field(default_factory=lambda: time.monotonic() + GIVES_UP_AFTER_SECONDS)

    def note(self, what: Answer | NoAnswer) -> None:
        """Keep the trouble, and wait before the next try. Raises GaveUp."""
        label = str(what.status) if isinstance(what, Answer) else str(what)
        self.seen.troubles.append(Trouble(time.monotonic(), label))
        if time.monotonic() > self.until or self.is_over():
            raise GaveUp(f"the last try ended with: {label}")
        time.sleep(_pause_after(what))


def _pause_after(what: Answer | NoAnswer) -> float:
    asked = what.headers.get("retry-after", "") if isinstance(what, Answer) else ""
    return min(float(asked), _LONGEST_PAUSE_SECONDS) if asked.isdecimal() else _PAUSE_SECONDS


@dataclass(frozen=True)
class ApiFiler:
    """A program: one Idempotency-Key for each claim, sent again until it is answered."""

    port: int
    is_over: Callable[[], bool]

    def file(self, key: str, seen: Seen) -> tuple[str, bool]:
        visitor = Visitor(self.port, an_address())
        patience = _Patience(seen, self.is_over)
        while True:
            answer = send_claim(visitor, key)
            if isinstance(answer, Answer):
                if answer.status in {HTTPStatus.CREATED, HTTPStatus.OK}:
                    reference = json.loads(answer.body)["reference"]
                    return reference, answer.status == HTTPStatus.OK
                if not _is_worth_another_try(answer):
                    raise GaveUp(f"{answer.status}: {answer.body[:200]}")
            patience.note(answer)


def send_claim(visitor: Visitor, key: str) -> Answer | NoAnswer:
    """Send the claim of this key to the API, once."""
    body = {**answers_of(key), "signed": True}
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    try:
        return visitor.send("POST", API, json.dumps(body).encode(), headers)
    except NoAnswer as trouble:
        return trouble


@dataclass(frozen=True)
class FormFiler:
    """A person: every page of the form, each in a visit of its own. Whoever is not answered sends
    the page again, and after the last one looks first at whether the claim was sent."""

    port: int
    is_over: Callable[[], bool]

    def file(self, key: str, seen: Seen) -> tuple[str, bool]:
        return file_by_form(Visitor(self.port, an_address()), key, seen, self.is_over)


def file_by_form(
    visitor: Visitor, key: str, seen: Seen, is_over: Callable[[], bool] = lambda: False
) -> tuple[str, bool]:
    """Go through the form until its confirmation. Raises GaveUp, at the first trouble when it is
    over."""
    patience = _Patience(seen, is_over)
    page = _open(visitor, _FORM, patience)
    page = _follow(visitor, _send_page(visitor, page, {}, patience), patience)
    was_found = False
    while page.path != _SENT:
        if page.path == f"{_FORM}archive/":
            page = _open(visitor, f"{_FORM}check/", patience)
        elif page.path == f"{_FORM}check/":
            page = _open(visitor, f"{_FORM}declaration/", patience)
        else:
            troubles = len(seen.troubles)
            typed = answers_of(key) | _SIGNATURE
            page = _follow(visitor, _send_page(visitor, page, typed, patience), patience)
            was_found = page.path == _SENT and len(seen.troubles) > troubles
    found = _REFERENCE.search(page.body)
    if found is None:
        raise GaveUp("the confirmation shows no reference")
    return found[0], was_found


def _open(visitor: Visitor, path: str, patience: _Patience) -> Answer:
    """Open a page, and load it again until it comes."""
    while True:
        what: Answer | NoAnswer
        try:
            what = visitor.get(path)
            if what.status == HTTPStatus.OK:
                return what
        except NoAnswer as trouble:
            what = trouble
        patience.note(what)


def _follow(visitor: Visitor, sent: Answer, patience: _Patience) -> Answer:
    return sent if sent.status == HTTPStatus.OK else _open(visitor, sent.leads_to, patience)


def _send_page(
    visitor: Visitor, page: Answer, typed: dict[str, str], patience: _Patience
) -> Answer:
    """Send the form of a page until it is taken; the redirect, or the confirmation itself where an
    unanswered try had sent the claim."""
    fields = {name: typed.get(name, value) for name, value in page.form.items()}
    if _CHOICE in typed and f'name="{_CHOICE}"' in page.body:
        # Radio buttons: a form without a choice holds nothing for them.
        fields[_CHOICE] = typed[_CHOICE]
    while True:
        what: Answer | NoAnswer
        try:
            what = visitor.post(page.path, fields)
            if what.leads_to:
                return what
            if not _is_worth_another_try(what):
                raise GaveUp(f"{page.path} answered {what.status}")
        except NoAnswer as trouble:
            what = trouble
        patience.note(what)
        if page.path == f"{_FORM}declaration/":
            seen = _open(visitor, _SENT, patience)
            if seen.path == _SENT:
                return seen


def _is_worth_another_try(answer: Answer) -> bool:
    return answer.status >= 500 or answer.status == HTTPStatus.TOO_MANY_REQUESTS


def answers_of(key: str) -> dict[str, str]:
    """What the filer of this key says, by program or on the form."""
    return {"first_name": "Ana", "last_name": "Rivera", "email": email_of(key), "country": "US"}


def an_address() -> str:
    """An address on the network that nobody had before, far from the last one."""
    scattered = next(_numbers) * 0x9E3779 % (1 << 24)
    return f"10.{scattered >> 16}.{scattered >> 8 & 255}.{scattered & 255}"


class Crowd:
    """Filers side by side, each in a thread, until they are told to stop."""

    def __init__(self, port: int, ledger: Ledger, *, programs: int, people: int) -> None:
        self.api, self.form = Seen(), Seen()
        self._ledger = ledger
        self._stop = threading.Event()
        self._over_at = float("inf")
        makers: list[tuple[str, Callable[[int, Callable[[], bool]], Filer], Seen, float]] = [
            *([("api", ApiFiler, self.api, 0.25)] * programs),
            *([("form", FormFiler, self.form, 0.5)] * people),
        ]
        self._threads = [
            threading.Thread(
                target=self._go_on,
                args=(f"{kind}.{place}", make(port, self._is_over), seen, pause),
                daemon=True,
            )
            for place, (kind, make, seen, pause) in enumerate(makers)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each end the filing that it has in hand, acknowledged or given up."""
        self._over_at = time.monotonic() + LAST_FILINGS_SECONDS
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _is_over(self) -> bool:
        return time.monotonic() > self._over_at

    @property
    def acknowledged(self) -> int:
        return len(self.api.filings) + len(self.form.filings)

    def _go_on(self, name: str, filer: Filer, seen: Seen, pause_seconds: float) -> None:
        for number in itertools.count(1):
            key = f"{self._ledger.name}.{name}.{number}"
            began = time.monotonic()
            try:
                reference, was_found = filer.file(key, seen)
            except GaveUp as error:
                seen.given_up.append(f"{key}: {error}")
            else:
                seconds = time.monotonic() - began
                self._ledger.write(Acknowledgement(key, reference))
                seen.filings.append(Filing(began, seconds, was_found))
            if self._stop.wait(pause_seconds):
                return
