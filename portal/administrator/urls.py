"""Addresses of the administrator, all below the matter's own."""

from django.urls import path

from portal.administrator.views import claim, duplicates, queue, release, samples, tallies, values
from portal.tallies import comparing

app_name = "administrator"
_CLAIM = "claims/<str:reference>/"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path(_CLAIM, claim.claim, name="claim"),
    path(f"{_CLAIM}decide/", claim.decide, name="decide"),
    path(f"{_CLAIM}second/", claim.second, name="second"),
    path(f"{_CLAIM}account/", claim.choose_account, name="choose_account"),
    path(f"{_CLAIM}accept-late/", claim.accept_late, name="accept_late"),
    path(f"{_CLAIM}answer/", claim.record_answer, name="record_answer"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<int:number>/", samples.sample, name="sample"),
    path("samples/<int:number>/<int:place>/", samples.finding, name="finding"),
    path(f"{_CLAIM}duplicate/", duplicates.duplicate, name="duplicate"),
    path(f"{_CLAIM}release/", release.release, name="release"),
    path("values/", values.values, name="values"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/compare/", comparing.comparison, name="compare"),
    path("tallies/<int:number>/cancel/", tallies.cancel, name="cancel_tally"),
]
