"""Every address of the site. A new one needs a row in portal/accounts/access.py as well."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal.accounts.views import staff_home
from portal.claimant.views.matter_pages import matters
from portal.public.plans import views as plans
from portal.public.statutes.views import statutes

urlpatterns: list[URLPattern | URLResolver] = [
    path("", matters, name="matters"),
    path("statutes/", statutes, name="statutes"),
    # `plan`, not `slug`: a slug is an open matter's, and these need none.
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan>/", plans.library_plan, name="plan"),
    path("plans/<slug:plan>/plan.yaml", plans.library_yaml, name="plan_yaml"),
    path("plans/<slug:plan>/plan.md", plans.library_markdown, name="plan_markdown"),
    path("language/", set_language, name="set_language"),
    # Log-ins are made by `manage.py add_member`: no sign-up, no e-mail addresses to manage.
    path("accounts/", staff_home, name="staff_home"),
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/inactive/", account_views.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path(
        "accounts/password/change/", account_views.password_change, name="account_change_password"
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("portal.api.v1.urls")),
    path("administrator/<slug:slug>/", include("portal.administrator.urls")),
    path("counsel/<slug:slug>/", include("portal.counsel.urls")),
    # Last, because it takes any first word.
    path("<slug:slug>/", include("portal.claimant.urls")),
]

handler400 = "portal.web.error_pages.bad_request"
handler403 = "portal.web.error_pages.forbidden"
handler404 = "portal.web.error_pages.not_found"
# allauth's name for it; Django has none.
handler429 = "portal.web.error_pages.too_many_log_ins"
handler500 = "portal.web.error_pages.server_error"
