"""Addresses of the API, version 1."""

from django.urls import path

from portal.api.v1.views import ClaimsView, SchemaView

app_name = "api-v1"
urlpatterns = [
    path("matters/<slug:slug>/claims/", ClaimsView.as_view(), name="claims"),
    path("schema/", SchemaView.as_view(), name="schema"),
]
