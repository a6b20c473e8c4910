"""The WSGI application that gunicorn serves, with all that its first request would load."""

import os

from django.core.wsgi import get_wsgi_application

from portal.web.loading import load_what_requests_need

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
application = get_wsgi_application()
load_what_requests_need()
