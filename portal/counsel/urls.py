"""Addresses of counsel, all below the matter's own."""

from django.urls import path

from portal.counsel import views
from portal.staff.deferred import deferred

app_name = "counsel"

urlpatterns = [
    path("", views.totals, name="totals"),
    path("quality/", deferred("portal.counsel.quality.quality"), name="quality"),
    path("tallies/compare/", deferred("portal.staff.tallies.comparing.comparison"), name="compare"),
    path("tallies/<int:number>/", views.tally, name="tally"),
    path(
        "tallies/<int:number>/<str:name>",
        deferred("portal.counsel.downloads.download"),
        name="download",
    ),
]
