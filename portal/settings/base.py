"""What every installation shares. The environment variables are listed in README.md."""

import os
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.settings.broker import running_broker_url
from portal.settings.databases import database_settings

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "claims.apps.ClaimsConfig",
    "portal.apps.PortalConfig",
    "portal.accounts.apps.AccountsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.access.AccessMiddleware",
    "portal.web.error_pages.TooManyRequestsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": database_settings(
        env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'classfund.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff_home"
ACCOUNT_ADAPTER = "portal.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# A log-in ends with the browser: it opens other people's claims.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "matters"
# Passwords are counted by portal/accounts/adapter.py. What is left is the second step, which only
# somebody who has the password reaches: of a million codes few are tried, from wherever they come.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "10/5m/ip,50/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Classfund"
# Administrators and counsel must hold a second factor before they see a claim.
STAFF_SECOND_FACTOR_REQUIRED = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "frontend" / "dist"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.web.error_pages.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Blank: there is no broker. Not set: that of a `make serve` on the same data, if one is running.
REDIS_URL: str = (
    env.str("REDIS_URL")
    if "REDIS_URL" in os.environ
    else running_broker_url(DATA_DIR, os.environ.get("DATABASE_URL", ""))
)
# In the database and not at the broker, without which people still file and log in.
CACHES = {"default": {"BACKEND": "portal.web.shared_values.SharedValueCache"}}

# What a worker's engine may take for a tally before it spills to disk, and how many claims are one
# piece of work.
TALLY_ENGINE = env.str("TALLY_ENGINE", default="duckdb")
TALLY_MEMORY = env.str("TALLY_MEMORY", default="2GB")
TALLY_THREADS = env.int("TALLY_THREADS", default=os.cpu_count() or 1)
TALLY_PART_CLAIMS = env.int("TALLY_PART_CLAIMS", default=1_000_000)

# Work that was rung out and is not done after this long was lost, and is rung out again.
OUTBOX_RING_AGAIN_SECONDS = env.int("OUTBOX_RING_AGAIN_SECONDS", default=60)

# Claimants' archives that are read at once, over the whole site, so that other work goes on.
ARCHIVES_AT_ONCE = env.int("ARCHIVES_AT_ONCE", default=max(1, (os.cpu_count() or 1) // 2))
# Bytes of files that are kept for claims that were not sent.
DRAFT_UPLOADS_MOST_BYTES = env.int("DRAFT_UPLOADS_MOST_BYTES", default=2_000_000_000)

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="claims@classfund.example")

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "portal.web.error_pages.api_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Classfund",
    "DESCRIPTION": "File a claim in a class action by program.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# The site's own address, for links in e-mails.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
# How many proxies of ours stand before the site: see portal/web/rate_limits.py.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# What is done, by whom: (how many, in how many seconds). A network may be a household, a library or
# a law office that files for hundreds. See portal/web/rate_limits.py.
RATE_LIMITS = {
    "start": {"network": (240, 60)},
    "answer": {"visit": (60, 60), "network": (1200, 60)},
    "send": {"visit": (10, 60), "network": (120, 60)},
    "upload": {"visit": (10, 600), "network": (60, 600)},
    "api": {"network": (600, 60)},
    "code_request": {"claim": (5, 3600), "network": (100, 600)},
    "proof_request": {"claim": (5, 3600), "network": (100, 600)},
    "code_entry": {"visit": (20, 600), "network": (200, 600)},
    "log_in": {"account": (10, 300), "network": (100, 300)},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Does not count files: the one page that asks for one has a handler of its own.
FILE_UPLOAD_HANDLERS = ["portal.web.uploads.NoUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "claims": {"level": "INFO"},
    },
}

# Celery: no result backend and no counters; tasks carry IDs, may run twice, and are acknowledged
# when done. Timeouts on every socket: a frozen broker must not freeze the relay.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# Not put back by Celery at once: work that takes its process down with it would do so without end.
# The sweep rings again after OUTBOX_RING_AGAIN_SECONDS, and counts.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
# A broker that was away for an hour finds its workers waiting.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "portal.sweep", "schedule": 60.0},
    "remind": {"task": "portal.remind", "schedule": 3600.0},
    "forget": {"task": "portal.forget", "schedule": 3600.0},
    "score_at_deadline": {"task": "portal.score_at_deadline", "schedule": 120.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
