"""Every address of the site against everybody who might knock: closed unless it says otherwise.

What each page is for is written down here a second time, by its path, so that a slip in
portal/accounts/access.py shows. The views themselves are replaced: this is about being let in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from claims.models import Claim, Matter
from portal.accounts.access import ACCESS, SECOND_FACTOR_PAGES, MatterRequest
from portal.accounts.models import Membership, Role
from tests.factories import NOW, file_claim, open_matter
from tests.portal.claimant.visitors import code_for

pytestmark = [pytest.mark.one_engine, pytest.mark.django_db]

LET_IN = "let in"
OURS, OTHER = "linkedin-inmail", "another-matter"
LOG_IN, FIND = "to the log-in", "to the reference"
NOT_FOUND, FORBIDDEN = 404, 403

# Pages of members, below /accounts/, that somebody must reach before being logged in.
BEFORE_LOG_IN = {
    *("account_login", "account_logout", "account_inactive"),
    *("mfa_authenticate", "mfa_login_webauthn"),
}
SAMPLE_ARGUMENTS: dict[str, Any] = {
    "slug": OURS,
    "step": "name",
    "pk": 1,
    "number": 1,
    "place": 1,
    "name": "totals.csv",
    "plan": "zoom",
}


@dataclass(frozen=True)
class Page:
    """One address: its full name, its pattern, and the names of its arguments."""

    name: str
    pattern: URLPattern
    arguments: frozenset[str]

    def path(self, claim: Claim) -> str:
        values = SAMPLE_ARGUMENTS | {"reference": claim.reference}
        return reverse(self.name, kwargs={key: values[key] for key in self.arguments})


def pages(
    patterns: list[URLPattern | URLResolver] | None = None,
    namespace: str = "",
    arguments: frozenset[str] = frozenset(),
) -> Iterator[Page]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        theirs = arguments | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            yield from pages(entry.url_patterns, inner, theirs)
        else:
            assert entry.name, f"{entry.pattern} has no name, so nobody can be let in: name it"
            yield Page(":".join(filter(None, (namespace, entry.name))), entry, theirs)


ALL_PAGES = list(pages())


@dataclass
class Somebody:
    """Who knocks: a browser, and the claim and the roles that it holds."""

    client: Client = field(default_factory=Client)
    is_member: bool = False
    roles_here: frozenset[str] = frozenset()
    has_claim_here: bool = False
    has_another_claim_here: bool = False


def member(name: str, role: Role | None, matter: Matter | None) -> Somebody:
    user = User.objects.create_user(name)
    here: frozenset[str] = frozenset()
    if role is not None and matter is not None:
        Membership.objects.create(user=user, matter=matter, role=role)
        here = frozenset({role.value} if matter.slug == OURS else ())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Somebody(client, is_member=role is not None, roles_here=here)


def author_of(claim: Claim, **standing: bool) -> Somebody:
    client = Client()
    address = f"/{claim.matter.slug}/claim/"
    client.post(address, {"reference": claim.reference})
    client.post(f"{address}code/", {"code": code_for(claim)})
    return Somebody(client, **standing)


@pytest.fixture
def ours(clock: None) -> Matter:
    return open_matter(OURS)


@pytest.fixture
def other(clock: None) -> Matter:
    return open_matter(OTHER)


@pytest.fixture
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def claim(ours: Matter) -> Claim:
    return file_claim(ours, email="ana@example.org")


VISITORS: dict[str, Callable[[Matter, Matter, Claim], Somebody]] = {
    "anonymous": lambda ours, other, claim: Somebody(),
    "the claimant": lambda ours, other, claim: author_of(claim, has_claim_here=True),
    "the claimant of another claim": lambda ours, other, claim: author_of(
        file_claim(ours, email="ben@example.org"), has_another_claim_here=True
    ),
    "a claimant of another matter": lambda ours, other, claim: author_of(
        file_claim(other, email="eva@example.org")
    ),
    "an administrator of this matter": lambda ours, other, claim: member(
        "alice", Role.ADMINISTRATOR, ours
    ),
    "an administrator of another matter": lambda ours, other, claim: member(
        "bruno", Role.ADMINISTRATOR, other
    ),
    "counsel of this matter": lambda ours, other, claim: member("carol", Role.COUNSEL, ours),
    "counsel of another matter": lambda ours, other, claim: member("david", Role.COUNSEL, other),
    "somebody logged in without a role": lambda ours, other, claim: member("erin", None, None),
}


def expected(page: Page, path: str, who: Somebody) -> str | int:
    """What ought to happen, said by the path alone."""
    first = path.split("/")[1]
    if first in {"administrator", "counsel"}:
        return _expected_of_staff(who, first)
    if first == "accounts":
        if page.name in BEFORE_LOG_IN:
            return LET_IN
        return _expected_of_staff(who, None)
    if "reference" in page.arguments:
        if who.has_claim_here:
            return LET_IN
        return NOT_FOUND if who.has_another_claim_here else FIND
    return LET_IN


def _expected_of_staff(who: Somebody, role: str | None) -> str | int:
    if not who.client.session.get("_auth_user_id"):
        return LOG_IN
    if not who.is_member:
        return FORBIDDEN
    return LET_IN if role is None or role in who.roles_here else NOT_FOUND


def knock(page: Page, path: str, who: Somebody, monkeypatch: pytest.MonkeyPatch) -> str | int:
    """What happens to a request that reaches every part of the site but the view."""
    with monkeypatch.context() as patch:
        patch.setattr(page.pattern, "callback", lambda request, **kwargs: HttpResponse(LET_IN))
        response = who.client.get(path)
    if response.content == LET_IN.encode():
        return LET_IN
    if response.status_code == 302:
        places = {f"/accounts/login/?next={path}": LOG_IN, f"/{OURS}/claim/": FIND}
        return places.get(response.headers["Location"], response.headers["Location"])
    return response.status_code


def test_every_address_is_in_the_table_and_the_table_holds_no_other():
    assert {page.name for page in ALL_PAGES} == set(ACCESS)


@pytest.mark.parametrize("visitor", VISITORS)
def test_everybody_is_let_in_where_a_page_is_for_them_and_nowhere_else(
    visitor: str,
    ours: Matter,
    other: Matter,
    claim: Claim,
    monkeypatch: pytest.MonkeyPatch,
):
    who = VISITORS[visitor](ours, other, claim)

    wrong = {}
    for page in ALL_PAGES:
        path = page.path(claim)
        happened, ought = knock(page, path, who, monkeypatch), expected(page, path, who)
        if happened != ought:
            wrong[f"{page.name} at {path}"] = f"{happened}, but ought to be {ought}"

    assert not wrong


def test_pages_open_to_everybody_are_these_and_no_more():
    public = {page.name for page in ALL_PAGES if "public" in ACCESS[page.name]}

    assert {name for name in public if not name.startswith(("claimant:", "api-v1:"))} == {
        *BEFORE_LOG_IN,
        "matters",
        "set_language",
        "statutes",
        *("plans", "plan", "plan_yaml", "plan_markdown"),
    }


def test_an_address_that_is_not_in_the_table_is_closed_to_everybody(
    ours: Matter, claim: Claim, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.accounts.access.ACCESS", {})
    page = next(page for page in ALL_PAGES if page.name == "matters")

    assert knock(page, "/", member("alice", Role.ADMINISTRATOR, ours), monkeypatch) == NOT_FOUND


def test_a_matter_that_is_not_open_looks_like_one_of_somebody_else(ours: Matter, other: Matter):
    who = member("alice", Role.ADMINISTRATOR, ours)
    path = reverse("administrator:queue", kwargs={"slug": "x"}).replace("/x/", "/{}/")

    of_another = who.client.get(path.format(OTHER))
    of_nobody = who.client.get(path.format("nobody-v-nothing"))

    assert of_another.status_code == of_nobody.status_code == NOT_FOUND


def test_somebody_with_both_roles_acts_as_the_one_that_the_page_is_for(
    ours: Matter, claim: Claim, monkeypatch: pytest.MonkeyPatch
):
    who = member("alice", Role.ADMINISTRATOR, ours)
    Membership.objects.create(user=User.objects.get(), matter=ours, role=Role.COUNSEL)
    actors = []

    def view(request: MatterRequest, **arguments: Any) -> HttpResponse:
        actors.append(str(request.actor))
        return HttpResponse()

    for name in ("administrator:queue", "counsel:totals"):
        page = next(page for page in ALL_PAGES if page.name == name)
        with monkeypatch.context() as patch:
            patch.setattr(page.pattern, "callback", view)
            who.client.get(page.path(claim))

    assert actors == ["administrator:alice", "counsel:alice"]


# -- the second factor ----------------------------------------------------------------------------


def set_up(who: Somebody, *types: Authenticator.Type) -> None:
    user = User.objects.get(pk=who.client.session["_auth_user_id"])
    for type_ in types:
        Authenticator.objects.create(user=user, type=type_, data={})


@pytest.mark.parametrize(
    ("held", "is_enough"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([Authenticator.Type.RECOVERY_CODES], False, id="recovery codes alone"),
        pytest.param([Authenticator.Type.TOTP], True, id="an authenticator app"),
        pytest.param([Authenticator.Type.WEBAUTHN], True, id="a passkey"),
    ],
)
def test_where_a_second_factor_is_required_a_member_sees_nothing_before_having_one(
    settings,
    ours: Matter,
    claim: Claim,
    monkeypatch: pytest.MonkeyPatch,
    held: list[Authenticator.Type],
    is_enough: bool,
):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    who = member("alice", Role.ADMINISTRATOR, ours)
    set_up(who, *held)

    seen = {
        page.name
        for page in ALL_PAGES
        if "public" not in ACCESS[page.name]
        and knock(page, page.path(claim), who, monkeypatch) == LET_IN
    }

    assert (seen > SECOND_FACTOR_PAGES) if is_enough else (seen == SECOND_FACTOR_PAGES)


def test_a_member_without_a_second_factor_is_sent_to_set_one_up(settings, ours: Matter):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    who = member("alice", Role.ADMINISTRATOR, ours)

    shown = who.client.get(reverse("staff_home"), follow=True)

    assert shown.redirect_chain == [(reverse("mfa_index"), 302)]
    assert b"Set up an authenticator app or a passkey first." in shown.content


def test_nobody_can_sign_up():
    client = Client()

    assert client.get("/accounts/signup/").status_code == 404
    assert b"signup" not in client.get("/accounts/login/").content
