"""Each attack yields what it tried and what was seen, and ends whatever the site does."""

import contextlib
import io
import json
import re
import socket
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from statistics import median

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core.cache import cache

from claims.models import Matter
from portal.accounts.members import add_member
from portal.accounts.models import Role
from portal.models import RequestCount
from tests.faults.filers import API, GaveUp, Seen, an_address, file_by_form, send_claim
from tests.faults.ledger import email_of
from tests.faults.production import HOST, SLUG, Site
from tests.faults.visitors import Answer, NoAnswer, Visitor
from tools.ports import LOOPBACK

Figures = Iterator[tuple[str, str]]

PASSWORD = "right-password-of-a-member"
_LOG_IN = "/accounts/login/"
_SECOND_FACTOR = "/accounts/2fa/authenticate/"
_FIND = f"/{SLUG}/claim/"
_CODE = f"/{SLUG}/claim/code/"
_STRANGERS = 14
_TRIES = 5
_LETTER_SECONDS = 15.0
_OFFICE_SECONDS = 60.0
_MOST = 60
_BROWSERS = 3
_EMPTY_FORMS = 15
_HALF_SENT_SECONDS = 90.0
_MESSAGES = 185_000
_UPLOAD_SECONDS = 300.0
_WATCHED_SECONDS = 60.0


@dataclass
class Attack:
    """What an attack is given. Each begins with counts at nothing."""

    site: Site

    def begin(self) -> None:
        """Forget what the attacks before were counted for."""
        RequestCount.objects.all().delete()
        cache.clear()

    def visitor(self, address: str = "", patience_seconds: float = 60.0) -> Visitor:
        """Somebody at this address, or at one that nobody had before."""
        port = self.site.installation.web_port
        return Visitor(port, address or an_address(), patience_seconds)

    def claim(self, name: str) -> str:
        """The reference of a claim that somebody filed by program."""
        answer = send_claim(self.visitor(), f"attack.{name}")
        if not isinstance(answer, Answer) or answer.status != HTTPStatus.CREATED:
            raise AssertionError(f"a claim to begin with was not taken: {answer}")
        return json.loads(answer.body)["reference"]

    def letters_to(self, address: str) -> list[str]:
        """The texts of all e-mails that came for somebody, oldest first."""
        return [
            message.get_content()
            for message in list(self.site.mailbox.messages)
            if address in str(message["To"])
        ]


# -- staff ----------------------------------------------------------------------------------------


def log_in(attack: Attack) -> Figures:
    """Wrong log-ins by strangers, and whether members get in from their own addresses."""
    _add_member("ana")
    _add_member("ben")
    answers = [_log_in(attack.visitor(), f"nobody-{n}", "wrong") for n in range(_STRANGERS)]
    yield (
        f"{_STRANGERS} strangers at {_STRANGERS} addresses, one wrong log-in each",
        _statuses(answers),
    )
    yield "then a colleague, right password, her own address", _enters(attack, "ana")
    attack.begin()
    answers = [_log_in(attack.visitor(), "ben", f"wrong-{n}") for n in range(_TRIES)]
    yield f"{_TRIES} wrong passwords for one member from {_TRIES} addresses", _statuses(answers)
    yield "then that member, right password, his own address", _enters(attack, "ben")


def second_factor(attack: Attack) -> Figures:
    """Somebody who has the password guesses the code of the authenticator app."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(_add_member("cleo"), secret)
    answers = []
    for _ in range(_TRIES):
        stranger = attack.visitor()
        _log_in(stranger, "cleo", PASSWORD)
        answers.append(_submit(stranger, _SECOND_FACTOR, {"code": "000000"}))
    yield f"{_TRIES} wrong codes for one member from {_TRIES} addresses", _statuses(answers)
    member = attack.visitor()
    first = _log_in(member, "cleo", PASSWORD)
    counter = int(time.time()) // 30
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    second = _submit(member, _SECOND_FACTOR, {"code": code})
    yield (
        "then that member, right password and code, her own address",
        f"{_in_or_not(member)} ({_status(first)}, then {_status(second)})",
    )


def _add_member(name: str) -> User:
    return add_member(name, PASSWORD, Matter.objects.get(slug=SLUG), Role.ADMINISTRATOR)


def _log_in(visitor: Visitor, name: str, password: str) -> Answer | NoAnswer:
    return _submit(visitor, _LOG_IN, {"login": name, "password": password})


def _enters(attack: Attack, name: str) -> str:
    visitor = attack.visitor()
    answer = _log_in(visitor, name, PASSWORD)
    return f"{_in_or_not(visitor)} ({_status(answer)})"


def _in_or_not(visitor: Visitor) -> str:
    try:
        home = visitor.get("/accounts/")
    except NoAnswer as trouble:
        return f"not in: {trouble}"
    is_in = home.status == HTTPStatus.OK and not home.path.startswith((_LOG_IN, _SECOND_FACTOR))
    return "in" if is_in else "not in"


# -- claimants ------------------------------------------------------------------------------------


def codes(attack: Attack) -> Figures:
    """A stranger knows a reference: burns the tries of a code, or uses up the codes of an hour."""
    reference = attack.claim("burnt")
    claimant, asked = _ask_for_code(attack, reference)
    code = _code_in_letter(attack, "attack.burnt", claimant)
    yield "the claimant asks for a code", f"{_status(asked)}, {_came(code)}"
    answers = []
    for _ in range(2):
        stranger, _asked = _ask_for_code(attack, reference)
        answers += [_submit(stranger, _CODE, {"code": f"00000{n}"}) for n in range(_TRIES)]
    yield f"a stranger asks twice and enters {2 * _TRIES} wrong codes", _statuses(answers)
    yield "the claimant enters the code from the letter", _opens(claimant, reference, code)

    reference = attack.claim("used-up")
    asks = [_ask_for_code(attack, reference)[1] for _ in range(6)]
    yield "a stranger asks 6 times for codes of another claim", _statuses(asks)
    claimant, asked = _ask_for_code(attack, reference)
    code = _code_in_letter(attack, "attack.used-up", claimant)
    yield "then its claimant asks for a code", f"{_status(asked)}, {_came(code)}"
    yield "and enters it", _opens(claimant, reference, code)


def _ask_for_code(attack: Attack, reference: str) -> tuple[Visitor, Answer | NoAnswer]:
    visitor = attack.visitor()
    return visitor, _submit(visitor, _FIND, {"reference": reference})


def _code_in_letter(attack: Attack, key: str, claimant: Visitor) -> str:
    """The code of the e-mail that names the claimant's request; blank if none comes."""
    page = claimant.get(_CODE).body
    shown = re.search(r"<strong>([A-Z]{4})</strong>", page)
    deadline = time.monotonic() + _LETTER_SECONDS
    while time.monotonic() < deadline:
        for text in attack.letters_to(email_of(key)):
            code = re.search(r"\b\d{6}\b", text)
            if code and shown and shown[1] in text:
                return code[0]
        time.sleep(0.1)
    return ""


def _came(code: str) -> str:
    return "a letter with a code came" if code else "no letter came"


def _opens(claimant: Visitor, reference: str, code: str) -> str:
    if not code:
        return "has none to enter"
    answer = _submit(claimant, _CODE, {"code": code})
    is_in = isinstance(answer, Answer) and answer.leads_to.endswith(f"/{reference}/")
    return f"{'in' if is_in else 'not in'} ({_status(answer)})"


def law_office(attack: Attack) -> Figures:
    """An office files for its clients, one after the other, from one address."""
    address = an_address()
    _wait_for_a_new_minute()
    filed, seconds, refused = _file_at_once(attack, address)
    yield (
        f"on the form, {_BROWSERS} browsers, at most {_MOST} claims in {_OFFICE_SECONDS:.0f} s",
        (f"{filed} claims in {seconds:.0f} s, {refused} x 429"),
    )
    program = attack.visitor()
    answers = [send_claim(program, f"attack.office.{n}") for n in range(_MOST)]
    yield f"by program, {_MOST} claims", _statuses(answers)


def _file_at_once(attack: Attack, address: str) -> tuple[int, float, int]:
    """Claims filed until the first 429, in how many seconds, and how many 429 there were."""
    began = time.monotonic()
    seen = [Seen() for _ in range(_BROWSERS)]
    filed: list[float] = []

    def is_over() -> bool:
        is_late = time.monotonic() - began > _OFFICE_SECONDS
        return is_late or len(filed) >= _MOST or any(each.troubles for each in seen)

    def work(place: int) -> None:
        visitor = attack.visitor(address)
        while not is_over():
            with contextlib.suppress(GaveUp):
                key = f"attack.office-form.{place}.{len(filed)}"
                file_by_form(visitor, key, seen[place], is_over)
                filed.append(time.monotonic() - began)

    _together([partial(work, place) for place in range(_BROWSERS)])
    refused = sum(trouble.what == "429" for each in seen for trouble in each.troubles)
    return len(filed), time.monotonic() - began, refused


def _wait_for_a_new_minute() -> None:
    """Counts may begin with the clock's minute."""
    time.sleep(60 - time.time() % 60)


def library(attack: Attack) -> Figures:
    """Visitors of a library ask for their codes from one address."""
    references = [attack.claim(f"library.{n}") for n in range(_MOST)]
    address = an_address()
    asked, answer = 0, None
    for reference in references:
        answer = _submit(attack.visitor(address), _FIND, {"reference": reference})
        if _status(answer) != "302":
            break
        asked += 1
    yield f"{_MOST} visitors, one request for a code each", _until(asked, answer)
    address, answers = an_address(), []
    for _ in range(_EMPTY_FORMS):
        answers.append(_submit(attack.visitor(address), _FIND, {"reference": ""}))
    yield f"{_EMPTY_FORMS} empty forms from another address", _statuses(answers)
    answer = _submit(attack.visitor(address), _FIND, {"reference": references[-1]})
    yield "then a request for a code from there", _until(int(_status(answer) == "302"), answer)


def _until(taken: int, answer: Answer | NoAnswer | None) -> str:
    if isinstance(answer, Answer) and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = answer.headers.get("retry-after", "no time")
        links = len(re.findall(r"<a ", answer.body.partition("<main")[2].partition("</main")[0]))
        return f"{taken} taken, then 429: wait {wait} s, {links} links to go on"
    return f"{taken} taken, the last answer {_status(answer)}"


# -- the whole site -------------------------------------------------------------------------------


def half_sent(attack: Attack) -> Figures:
    """Claims of which the first bytes are sent and no more, and how long a plain page takes."""
    _warm(attack)
    for count in (2, 40):
        with contextlib.ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(_half_sent(attack.site.installation.web_port))
            # Until the server has accepted them: nothing tells when.
            time.sleep(1.0)
            answer = _try(
                lambda: attack.visitor(patience_seconds=_HALF_SENT_SECONDS).get(f"/{SLUG}/")
            )
        yield f"a plain page beside {count} half-sent claims", _took(answer)


@contextlib.contextmanager
def _half_sent(port: int) -> Iterator[None]:
    head = (
        f"POST {API} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
        f"X-Forwarded-For: {an_address()}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/json\r\nIdempotency-Key: half-sent\r\n\r\n"
    )
    with socket.create_connection((LOOPBACK, port), timeout=10.0) as half:
        half.sendall(head.encode() + b"x" * 100)
        yield


def uploads(attack: Attack) -> Figures:
    """Two archives that are small and long to read, at once, and how long a plain page takes."""
    _warm(attack)
    content = archive_of(_MESSAGES)
    yield f"an archive of {_MESSAGES:,} messages", f"{len(content) / 1e6:.1f} MB"
    took: list[str] = []
    senders = [lambda: took.append(_upload(attack, content)) for _ in range(2)]
    uploading = threading.Thread(target=_together, args=(senders,), daemon=True)
    began = time.monotonic()
    uploading.start()
    waits = []
    while uploading.is_alive() or time.monotonic() - began < _WATCHED_SECONDS:
        answer = _try(lambda: attack.visitor(patience_seconds=_UPLOAD_SECONDS).get(f"/{SLUG}/"))
        waits.append(answer.seconds if isinstance(answer, Answer) else _UPLOAD_SECONDS)
        time.sleep(0.1)
    uploading.join()
    yield "two of them uploaded at once", "; ".join(took)
    yield (
        "a plain page meanwhile",
        f"median {median(waits):.2f} s, longest {max(waits):.1f} s, {len(waits)} times in "
        f"{time.monotonic() - began:.0f} s",
    )


def archive_of(messages: int) -> bytes:
    """An archive as LinkedIn makes them, with so many messages that are nearly the same."""
    columns = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
        "DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT\n"
    )
    ana, ben = ("https://www.linkedin.com/in/ana-diaz", "https://www.linkedin.com/in/ben-okoro")
    rows = (
        f"c-{n},,Ana Díaz,{ana},Ben Okoro,{ben},"
        f"2023-{n % 12 + 1:02}-{n % 28 + 1:02} 14:{n % 60:02}:{n * 7 % 60:02} UTC,,Hello {n},"
        "INBOX,,No,No\n"
        for n in range(messages)
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.csv", columns + "".join(rows))
    return held.getvalue()


def _upload(attack: Attack, content: bytes) -> str:
    visitor = attack.visitor(patience_seconds=_UPLOAD_SECONDS)
    path = f"/{SLUG}/file/archive/"
    _submit(visitor, f"/{SLUG}/file/", {})
    page = _try(lambda: visitor.get(path))
    if isinstance(page, NoAnswer) or page.path != path:
        return f"the page for it did not open: {_status(page)}"
    boundary = "a-boundary-of-the-form"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in page.form.items()
        if name != "archive"
    ]
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    )
    body = "".join([*parts, file]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    began = time.monotonic()
    answer = _try(lambda: visitor.send("POST", path, body, headers))
    return f"{_status(answer)} after {time.monotonic() - began:.0f} s"


def _warm(attack: Attack) -> None:
    """Have every process of the site do what it does once, so that it is not counted."""
    _together([lambda: _try(lambda: attack.visitor().get(f"/{SLUG}/"))] * 12)


# -- shared ---------------------------------------------------------------------------------------


def _submit(visitor: Visitor, path: str, typed: dict[str, str]) -> Answer | NoAnswer:
    """Open a page and send its form."""

    def both() -> Answer:
        page = visitor.get(path)
        if page.status != HTTPStatus.OK:
            return page
        return visitor.post(page.path, page.form | typed)

    return _try(both)


def _try(request: Callable[[], Answer]) -> Answer | NoAnswer:
    try:
        return request()
    except NoAnswer as trouble:
        return trouble


def _together(works: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _status(answer: Answer | NoAnswer | None) -> str:
    return str(answer.status) if isinstance(answer, Answer) else str(answer)


def _statuses(answers: list[Answer | NoAnswer]) -> str:
    counted = Counter(_status(answer) for answer in answers)
    return ", ".join(f"{count} x {status}" for status, count in counted.items())


def _took(answer: Answer | NoAnswer) -> str:
    if isinstance(answer, Answer):
        return f"{answer.status} after {answer.seconds:.1f} s"
    return f"{answer} ({_HALF_SENT_SECONDS:.0f} s)"


ATTACKS: dict[str, Callable[[Attack], Figures]] = {
    "log-in": log_in,
    "second-factor": second_factor,
    "codes": codes,
    "law-office": law_office,
    "library": library,
    "half-sent": half_sent,
    "uploads": uploads,
}
