"""WSGI entry point (gunicorn)."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
application = get_wsgi_application()

# All pages are loaded before the first is asked for, and what is loaded stays: the collector need not look through it
# again and again, which cost a page of a thousand rows a fifth of its time.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
