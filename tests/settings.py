"""Settings of the tests: the real ones, with files in a place of their own and passwords that hash fast."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
os.environ.setdefault("SECRET_KEY", "for the tests only, long enough to be taken for a real key")
os.environ["DEBUG"] = "0"
os.environ.setdefault("DEMO", "0")

from smartcity.settings import *  # noqa: F403
from smartcity.settings import REDIS_URL, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
