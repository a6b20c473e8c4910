"""The WSGI application that gunicorn serves, with all that its first request would load."""

import os

from django.core.wsgi import get_wsgi_application

from portal.web.preload import preload_site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
application = get_wsgi_application()
preload_site()
