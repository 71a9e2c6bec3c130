"""Settings of the tests: the real ones, with files in a place of their own and passwords that hash fast."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "for the tests only, long enough to be taken for a real key")
if PROCESS := os.environ.get("PYTEST_XDIST_WORKER", ""):
    # Each of several processes has its own files, cache and queue: what one does must not be seen in another.
    if Path(os.environ["VAR_DIR"]).name != PROCESS:
        os.environ["VAR_DIR"] = str(Path(os.environ["VAR_DIR"], PROCESS))
    os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{int(PROCESS[2:]) + 1}", os.environ.get("REDIS_URL", ""))
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
os.environ["DEBUG"] = "0"
os.environ.setdefault("DEMO", "0")

from smartcity.settings import *  # noqa: F403
from smartcity.settings import DATABASES, REDIS_URL, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the embedded mode: a second process (worker, web server) can open it too.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}
elif MIGRATED := os.environ.get("MIGRATED_DATABASE"):
    # Made once for all processes by scripts/test; SQLite: see tests/conftest.py.
    DATABASES["default"]["TEST"] = {"TEMPLATE": MIGRATED}
