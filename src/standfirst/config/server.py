"""The WSGI application that every server entry runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.config.django")
application = get_wsgi_application()
