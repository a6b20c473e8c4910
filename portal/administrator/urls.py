"""Addresses of the administrator, all below the matter's own."""

from django.urls import path

from portal.administrator.views import queue
from portal.staff.lazy_views import lazy_view

app_name = "administrator"
_CLAIM = "claims/<str:reference>/"
_VIEWS = "portal.administrator.views"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path(_CLAIM, lazy_view(f"{_VIEWS}.claim_review.claim"), name="claim"),
    path(f"{_CLAIM}decide/", lazy_view(f"{_VIEWS}.claim_review.decide"), name="decide"),
    path(f"{_CLAIM}second/", lazy_view(f"{_VIEWS}.claim_review.second"), name="second"),
    path(
        f"{_CLAIM}account/",
        lazy_view(f"{_VIEWS}.claim_review.choose_account"),
        name="choose_account",
    ),
    path(
        f"{_CLAIM}accept-late/", lazy_view(f"{_VIEWS}.claim_review.accept_late"), name="accept_late"
    ),
    path(
        f"{_CLAIM}answer/", lazy_view(f"{_VIEWS}.claim_review.record_answer"), name="record_answer"
    ),
    path("samples/", lazy_view(f"{_VIEWS}.samples.samples"), name="samples"),
    path("samples/<int:number>/", lazy_view(f"{_VIEWS}.samples.sample"), name="sample"),
    path(
        "samples/<int:number>/<int:place>/", lazy_view(f"{_VIEWS}.samples.finding"), name="finding"
    ),
    path(
        f"{_CLAIM}duplicate/", lazy_view(f"{_VIEWS}.duplicate_review.duplicate"), name="duplicate"
    ),
    path(f"{_CLAIM}release/", lazy_view(f"{_VIEWS}.hold_release.release"), name="release"),
    path("values/", lazy_view(f"{_VIEWS}.value_readings.values"), name="values"),
    path("tallies/", lazy_view(f"{_VIEWS}.tally_list.tallies"), name="tallies"),
    path(
        "tallies/compare/",
        lazy_view("portal.staff.tallies.comparison_page.comparison"),
        name="compare",
    ),
    path(
        "tallies/<int:number>/cancel/",
        lazy_view(f"{_VIEWS}.tally_list.cancel"),
        name="cancel_tally",
    ),
]
