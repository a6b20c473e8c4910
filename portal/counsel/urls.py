"""Addresses of counsel, all below the matter's own."""

from django.urls import path

from portal.counsel import views
from portal.staff.lazy_views import lazy_view

app_name = "counsel"

urlpatterns = [
    path("", views.totals, name="totals"),
    path("quality/", lazy_view("portal.counsel.quality_page.quality"), name="quality"),
    path(
        "tallies/compare/",
        lazy_view("portal.staff.tallies.comparison_page.comparison"),
        name="compare",
    ),
    path("tallies/<int:number>/", views.tally, name="tally"),
    path(
        "tallies/<int:number>/<str:name>",
        lazy_view("portal.counsel.downloads.download"),
        name="download",
    ),
]
