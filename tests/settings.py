"""Settings of the tests: the real ones, with files in a place of their own and passwords that hash fast."""

import atexit
import os
import re
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "for the tests only, long enough to be taken for a real key")
os.environ["DEBUG"] = "0"
os.environ.setdefault("DEMO", "0")

from smartcity.settings import *  # noqa: F403
from smartcity.settings import CACHES, DATABASES, REDIS_URL, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
elif PROCESS := os.environ.get("PYTEST_XDIST_WORKER"):
    # A cache of its own for each process: what one clears must not be missing in another.
    CACHES["default"]["LOCATION"] = re.sub(r"/\d+$", f"/{int(PROCESS[2:]) + 1}", REDIS_URL)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the embedded mode: a second process (worker, web server) can open it too.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}
