"""Addresses of a class member, all below the matter's own."""

from django.urls import path

from portal.claimant.views import archive, claim, filing, proof
from portal.claimant.views.matters import matter_page
from portal.public.plans import views as plans

app_name = "claimant"

urlpatterns = [
    path("", matter_page, name="matter"),
    path("plan/", plans.matter_plan, name="plan"),
    path("plan/plan.yaml", plans.matter_yaml, name="plan_yaml"),
    path("plan/plan.md", plans.matter_markdown, name="plan_markdown"),
    path("file/", filing.start, name="start"),
    path("file/check/", filing.check, name="check"),
    path("file/declaration/", filing.declare, name="declaration"),
    path("file/sent/", filing.confirmation, name="confirmation"),
    path("file/sent/copy/", filing.confirmation_copy, name="confirmation_copy"),
    path("file/archive/", archive.archive, name="archive"),
    path("file/archive/remove/", archive.remove, name="archive_remove"),
    path("file/<slug:step>/", filing.question, name="question"),
    path("claim/", claim.find, name="find"),
    path("claim/code/", claim.code, name="code"),
    path("claim/leave/", claim.leave, name="leave"),
    path("claim/<str:reference>/", claim.status, name="status"),
    path("claim/<str:reference>/copy/", claim.copy, name="copy"),
    path("claim/<str:reference>/prove/", proof.ask, name="prove"),
    path("claim/<str:reference>/prove/code/", proof.enter, name="prove_code"),
    path("claim/<str:reference>/withdraw/", claim.withdraw, name="withdraw"),
]
