"""One visitor with a browser: cookies, redirects, forms. Sends what a proxy of ours would add."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from tests.faults.production import HOST
from tools.ports import LOOPBACK

PATIENCE_SECONDS = 60.0
"""How long a visitor waits for an answer: as long as nginx does."""
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}


class NoAnswer(Exception):
    """The connection was refused, broke, or nothing came in time; the message says which."""


@dataclass(frozen=True)
class Answer:
    """What came back; `path` is where the visitor is then."""

    status: int
    path: str
    headers: Mapping[str, str]
    body: str
    seconds: float

    @property
    def leads_to(self) -> str:
        """The path that it redirects to; blank if it does not."""
        if self.status not in _REDIRECTS:
            return ""
        address = urlsplit(urljoin(self.path, self.headers.get("location", "")))
        return address.path + (f"?{address.query}" if address.query else "")

    @property
    def form(self) -> dict[str, str]:
        """What the main form would send if nothing were typed; empty without one."""
        return _form_in(self.body)


@dataclass
class Visitor:
    """A browser at an address on the network, which a proxy puts into X-Forwarded-For."""

    port: int
    address: str
    patience_seconds: float = PATIENCE_SECONDS
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page, wherever it leads. Raises NoAnswer."""
        answer = self.send("GET", path)
        for _ in range(_MOST_REDIRECTS):
            if not answer.leads_to:
                return answer
            answer = self.send("GET", answer.leads_to)
        raise NoAnswer("too many redirects")

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form; a redirect is not followed. Raises NoAnswer."""
        return self.send(
            "POST",
            path,
            urlencode(fields).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request and its answer. Raises NoAnswer."""
        began = time.monotonic()
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=self.patience_seconds)
        try:
            connection.request(method, path, body or None, {**self._headers(), **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except TimeoutError as error:
            raise NoAnswer("no answer in time") from error
        except ConnectionRefusedError as error:
            raise NoAnswer("refused") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("broken off") from error
        finally:
            connection.close()
        self._keep_cookies(response)
        given = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, path, given, text, time.monotonic() - began)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}/",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Accept-Language": "en",
            "Connection": "close",
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return headers

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def _form_in(body: str) -> dict[str, str]:
    reader = _FormReader()
    reader.feed(body)
    return reader.fields


class _FormReader(HTMLParser):
    """Reads the first form of the main part that is sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._is_in_main = False
        self._is_in_form = False
        self._is_done = False
        self._is_pressed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: unescape(value or "") for name, value in attrs}
        if tag == "main":
            self._is_in_main = True
        elif tag == "form" and self._is_in_main and not self._is_done:
            self._is_in_form = given.get("method", "").lower() == "post"
        elif self._is_in_form and given.get("name"):
            self._take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_in_main = False
        elif tag == "form" and self._is_in_form:
            self._is_in_form, self._is_done = False, True

    def _take(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "button" or given.get("type") == "submit":
            # One button is pressed: the first.
            if self._is_pressed:
                return
            self._is_pressed = True
        is_choice = given.get("type") in {"radio", "checkbox"}
        if tag in {"input", "button", "select", "textarea"} and (
            not is_choice or "checked" in given
        ):
            self.fields.setdefault(given["name"], given.get("value", ""))
