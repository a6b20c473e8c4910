"""Addresses of a class member, all below the matter's own."""

from django.urls import path

from portal.claimant.views.matters import matter_page

app_name = "claimant"

urlpatterns = [
    path("", matter_page, name="matter"),
    path("file/", matter_page, name="start"),
    path("claim/", matter_page, name="find"),
]
