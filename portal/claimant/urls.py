"""Addresses of a class member, all below the matter's own."""

from django.urls import path

from portal.claimant.views import archive_upload, claim_status, contact_proof, filing
from portal.claimant.views.matter_pages import matter_page
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
    path("file/archive/", archive_upload.archive, name="archive"),
    path("file/archive/remove/", archive_upload.remove, name="archive_remove"),
    path("file/<slug:step>/", filing.question, name="question"),
    path("claim/", claim_status.find, name="find"),
    path("claim/code/", claim_status.code, name="code"),
    path("claim/leave/", claim_status.leave, name="leave"),
    path("claim/<str:reference>/", claim_status.status, name="status"),
    path("claim/<str:reference>/copy/", claim_status.copy, name="copy"),
    path("claim/<str:reference>/prove/", contact_proof.ask, name="prove"),
    path("claim/<str:reference>/prove/code/", contact_proof.enter, name="prove_code"),
    path("claim/<str:reference>/withdraw/", claim_status.withdraw, name="withdraw"),
]
