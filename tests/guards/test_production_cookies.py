"""In production a browser takes cookies only over https and from this host, and speaks nothing else for a year."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ASKED = """
import json, smartcity.settings as s
more = ("SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "CONTENT_SECURITY_POLICY")
names = [n for n in dir(s) if "COOKIE" in n or "HSTS" in n or n in more]
print(json.dumps({n: getattr(s, n) for n in names}, default=str))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    given = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PORTAL_URL": "https://smartcity.contoh.go.id",
        "ALLOWED_HOSTS": "smartcity.contoh.go.id",
        "FILES_HOST": "berkas.contoh.go.id",
        "CSP_REPORT_ADDRESS": "https://laporan.contoh.go.id/csp",
        "DEBUG": "0",
        "DEMO": "0",
    }
    root = Path(settings.BASE_DIR)
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=given, cwd=root, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_every_cookie_is_bound_to_this_host_and_to_https(production):
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert production[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert production[f"{name}_COOKIE_SECURE"] is True
        assert production[f"{name}_COOKIE_HTTPONLY"] is True
        assert production[f"{name}_COOKIE_SAMESITE"] == "Lax"
        assert production.get(f"{name}_COOKIE_DOMAIN") is None
        assert production.get(f"{name}_COOKIE_PATH", "/") == "/"


def test_everything_goes_over_https_for_a_year(production):
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_the_host_of_files_is_known_and_may_be_shown_in_pages(production):
    assert "berkas.contoh.go.id" in production["ALLOWED_HOSTS"]
    policy = production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert "berkas.contoh.go.id" in policy["img-src"]
    assert "berkas.contoh.go.id" in policy["frame-src"]
    assert policy["script-src"] == ["'self'"]
    assert policy["report-uri"] == ["https://laporan.contoh.go.id/csp"]
