"""The words that no matter can have as its slug, whatever addresses the site comes to have."""

from django.http import HttpResponse
from django.urls import clear_url_caches, include, path

from portal.web.reserved_slugs import reserved_slugs


def page(_request: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", include([path("health/", page)])),
    path("help", page),
    path("docs/<slug:slug>/", page),
    path("<slug:slug>/", page),
]


def test_they_are_the_first_words_of_the_site():
    assert reserved_slugs() == {
        *("accounts", "administrator", "api", "counsel"),
        *("language", "plans", "static", "statutes"),
    }


def test_they_follow_the_addresses(settings):
    settings.ROOT_URLCONF = __name__
    clear_url_caches()

    assert reserved_slugs() == {"health", "help", "docs", "static"}
