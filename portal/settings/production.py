"""The court's matter. Refuses to start without secrets; every request is HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *
from portal.settings.base import env


def _environment_value(name: str, why: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}. Set it in the environment.")
    return value


SECRET_KEY = _environment_value("SECRET_KEY", "sessions and one-time codes are signed with it")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY is shorter than 50 characters: write a longer random one "
        '(python -c "import secrets; print(secrets.token_urlsafe(64))").'
    )
_environment_value("DATABASE_URL", "production runs on PostgreSQL")
_environment_value("REDIS_URL", "claims are checked by workers over a broker")
ALLOWED_HOSTS = [
    host.strip()
    for host in _environment_value("ALLOWED_HOSTS", "the names the site answers to").split(",")
]
# Letters lead people to the first of them, unless said otherwise.
SITE_URL = env.str("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"claims@{ALLOWED_HOSTS[0]}")
# How many proxies of our own stand before the site: limits and log-ins count who is behind them.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

STAFF_SECOND_FACTOR_REQUIRED = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
