"""Settings of the tests: the real ones, with files in a place of their own and passwords that hash fast."""

import atexit
import os
import shutil
import tempfile

from tests.own_places import settle

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "for the tests only, long enough to be taken for a real key")
settle()
os.environ["DEBUG"] = "0"
os.environ.setdefault("DEMO", "0")
os.environ["MFA_REQUIRED_ROLES"] = ""  # who must have a second factor is set by the tests of it
os.environ |= {"SESSION_HOURS": "336", "SESSION_IDLE_MINUTES": "20160"}  # tests turn the clock by days
os.environ["DATABASE_REPLICA_URL"] = ""  # replicas have tests of their own

from smartcity.settings import *  # noqa: E402, F403
from smartcity.settings import DATABASES, REDIS_URL, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty; without it WhiteNoise warns in every test that asks a page
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KEEP_PAGES_SECONDS = 0  # tests of their own; moments and numbers of rows repeat between tests
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the embedded mode: a second process (worker, web server) can open it too.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}
elif MIGRATED := os.environ.get("MIGRATED_DATABASE"):
    # Made once for all processes by scripts/test; SQLite: see tests/conftest.py.
    DATABASES["default"]["TEST"] = {"TEMPLATE": MIGRATED}
