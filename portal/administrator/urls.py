"""Addresses of the administrator, all below the matter's own."""

from django.urls import path

from portal.administrator.views import queue
from portal.staff.deferred import deferred

app_name = "administrator"
_CLAIM = "claims/<str:reference>/"
_VIEWS = "portal.administrator.views"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path(_CLAIM, deferred(f"{_VIEWS}.claim.claim"), name="claim"),
    path(f"{_CLAIM}decide/", deferred(f"{_VIEWS}.claim.decide"), name="decide"),
    path(f"{_CLAIM}second/", deferred(f"{_VIEWS}.claim.second"), name="second"),
    path(f"{_CLAIM}account/", deferred(f"{_VIEWS}.claim.choose_account"), name="choose_account"),
    path(f"{_CLAIM}accept-late/", deferred(f"{_VIEWS}.claim.accept_late"), name="accept_late"),
    path(f"{_CLAIM}answer/", deferred(f"{_VIEWS}.claim.record_answer"), name="record_answer"),
    path("samples/", deferred(f"{_VIEWS}.samples.samples"), name="samples"),
    path("samples/<int:number>/", deferred(f"{_VIEWS}.samples.sample"), name="sample"),
    path(
        "samples/<int:number>/<int:place>/", deferred(f"{_VIEWS}.samples.finding"), name="finding"
    ),
    path(f"{_CLAIM}duplicate/", deferred(f"{_VIEWS}.duplicates.duplicate"), name="duplicate"),
    path(f"{_CLAIM}release/", deferred(f"{_VIEWS}.release.release"), name="release"),
    path("values/", deferred(f"{_VIEWS}.values.values"), name="values"),
    path("tallies/", deferred(f"{_VIEWS}.tallies.tallies"), name="tallies"),
    path("tallies/compare/", deferred("portal.staff.tallies.comparing.comparison"), name="compare"),
    path("tallies/<int:number>/cancel/", deferred(f"{_VIEWS}.tallies.cancel"), name="cancel_tally"),
]
