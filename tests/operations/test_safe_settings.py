"""Production refuses what is unsafe: every rule by table, all findings at once, and really at the start."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from core.unsafe_settings import ERROR, WARNING, findings, refusal

ROOT = Path(__file__).resolve().parents[2]
KEY = "q7Zk2mX9vB4nT8wR1yL6pD3hJ5sF0gC-aQ7Zk2mX9vB4nT8wR1yL6pD3hJ5sF0gC"
POSTGRES = {"ENGINE": "django.db.backends.postgresql", "HOST": "db", "USER": "portal", "PASSWORD": "Xk29-very-own"}
SAFE = {
    "SECRET_KEY": KEY,
    "DEBUG": False,
    "DEMO": False,
    "ALLOWED_HOSTS": ["smartcity.example.go.id"],
    "CSRF_TRUSTED_ORIGINS": ["https://smartcity.example.go.id"],
    "PORTAL_URL": "https://smartcity.example.go.id",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Portal <portal@example.go.id>",
    "REDIS_URL": "redis://:long-password@redis:6379/0",
    "DATABASES": {"default": POSTGRES},
    "VAR_DIR": "/nowhere",
    "METRICS_TOKEN": "",
    "METRICS_NETWORKS": [],
    "HEALTH_NETWORKS": ["127.0.0.0/8", "::1/128"],
    "WEBHOOK_HTTP": False,
    "SURVEY_SALT": "another secret",
    "SECURE_SSL_REDIRECT": True,
    "BACKUP_TARGET": "/backup",
    "MEDIA_ROOT": "/nowhere/files",
    "SENTRY_DSN": "",
}


def database(**changed):
    return {"DATABASES": {"default": POSTGRES | changed}}


def bucket(prefix, **other):
    options = {"bucket_name": "portal", "location": prefix} | other
    return {"STORAGES": {"default": {"OPTIONS": options}}}


CASES = [
    ("secret-key-missing", {"SECRET_KEY": ""}),
    ("secret-key-weak", {"SECRET_KEY": "Short-1234"}),
    ("secret-key-weak", {"SECRET_KEY": "ab" * 40}),
    ("secret-key-known", {"SECRET_KEY": "django-insecure-" + KEY}),
    ("secret-key-known", {"SECRET_KEY": f"changeme-{KEY}"}),
    ("debug", {"DEBUG": True}),
    ("demo", {"DEMO": True}),
    ("hosts-missing", {"ALLOWED_HOSTS": []}),
    ("hosts-missing", {"ALLOWED_HOSTS": [""]}),
    ("hosts-any", {"ALLOWED_HOSTS": ["portal.example", "*"]}),
    ("origin-plain", {"CSRF_TRUSTED_ORIGINS": ["http://portal.example"]}),
    ("portal-url", {"PORTAL_URL": "http://smartcity.example.go.id"}),
    ("portal-url", {"PORTAL_URL": "https://localhost:8000"}),
    ("portal-url", {"PORTAL_URL": ""}),
    ("mail-not-sent", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}),
    ("mail-not-sent", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
    ("redis-open", {"REDIS_URL": "redis://redis:6379/0"}),
    ("redis-open", {"REDIS_URL": "redis://10.0.0.3:6379/0"}),
    ("database-password", database(PASSWORD="postgres")),
    ("database-password", database(PASSWORD="")),
    ("database-password", database(USER="bupati", PASSWORD="bupati")),
    ("database-plain", database(HOST="8.8.8.8")),
    ("database-plain", database(HOST="8.8.8.8", OPTIONS={"sslmode": "prefer"})),
    ("sqlite-shared", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}),
    ("metrics-token", {"METRICS_TOKEN": "geheim"}),
    ("network-open", {"METRICS_NETWORKS": ["0.0.0.0/0"]}),
    ("network-open", {"METRICS_NETWORKS": ["::/0"]}),
    ("network-open", {"HEALTH_NETWORKS": ["128.0.0.0/1"]}),
    ("network-unreadable", {"METRICS_NETWORKS": ["prometheus"]}),
    ("backup-overlaps", {"BACKUP_TARGET": "/nowhere"}),
    ("backup-overlaps", {"BACKUP_TARGET": "/nowhere/files"}),
    ("backup-overlaps", {"BACKUP_TARGET": "/nowhere/files/cadangan"}),
    ("backup-overlaps", {"BACKUP_TARGET": "s3://portal"} | bucket("files")),
    ("backup-overlaps", {"BACKUP_TARGET": "s3://portal/cadangan"} | bucket("")),
]
ALLOWED = [
    {},
    {"BACKUP_TARGET": "/nowhere/files-cadangan"},
    {"BACKUP_TARGET": "s3://portal/cadangan"} | bucket("files"),
    {"BACKUP_TARGET": "s3://portal"} | bucket("files", endpoint_url="https://other.example.go.id"),
    {"BACKUP_TARGET": "/nowhere/files"} | bucket("files"),
    {"REDIS_URL": ""},
    {"REDIS_URL": "redis://127.0.0.1:6379/0"},
    {"REDIS_URL": "unix:///run/redis.sock"},
    database(HOST="", PASSWORD=""),
    database(HOST="/run/postgresql", PASSWORD=""),
    database(HOST="10.1.2.3"),
    database(HOST="db.prod.internal"),
    database(HOST="8.8.8.8", OPTIONS={"sslmode": "verify-full"}),
    {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "REDIS_URL": ""},
    {"METRICS_TOKEN": secrets.token_urlsafe(24)},
    {"METRICS_NETWORKS": ["10.20.0.0/16", "fd00::/64"]},
]
WARNED = [
    ("mail-sender", {"DEFAULT_FROM_EMAIL": "Portal <portal@localhost>"}),
    ("database-plain", database(HOST="db.example.go.id")),
    ("webhook-plain", {"WEBHOOK_HTTP": True}),
    ("survey-salt", {"SURVEY_SALT": KEY}),
    ("no-https-redirect", {"SECURE_SSL_REDIRECT": False}),
    ("no-backup", {"BACKUP_TARGET": ""}),
    ("sentry-plain", {"SENTRY_DSN": "http://key@errors.example.go.id/1"}),
]


@pytest.mark.parametrize(("code", "changed"), CASES)
def test_it_is_refused(code, changed):
    found = [each.code for each in findings(SAFE | changed) if each.severity == ERROR]
    assert found == [code]
    assert code in refusal(SAFE | changed)


@pytest.mark.parametrize("changed", ALLOWED)
def test_it_is_allowed(changed):
    assert refusal(SAFE | changed) == ""


@pytest.mark.parametrize(("code", "changed"), WARNED)
def test_it_is_worth_a_thought(code, changed):
    assert [(each.code, each.severity) for each in findings(SAFE | changed)] == [(code, WARNING)]
    assert refusal(SAFE | changed) == ""


def test_a_folder_that_everybody_may_write_to_is_refused(tmp_path):
    tmp_path.chmod(0o777)
    assert [each.code for each in findings(SAFE | {"VAR_DIR": tmp_path})] == ["folder-open"]
    tmp_path.chmod(0o750)
    assert findings(SAFE | {"VAR_DIR": tmp_path}) == []


def test_all_is_told_at_once_in_both_languages():
    told = refusal(SAFE | {"SECRET_KEY": "", "DEBUG": True, "PORTAL_URL": "http://portal"})
    assert "3 unsafe settings" in told
    assert "3 pengaturan tidak aman" in told
    assert [line.split()[1] for line in told.splitlines() if line[:1].isdigit()] == [
        *("SECRET_KEY", "DEBUG", "PORTAL_URL"),
    ]


def test_no_secret_is_repeated():
    secret = "hunter2-is-short"
    told = refusal(SAFE | {"SECRET_KEY": secret, "METRICS_TOKEN": "tok-12"} | database(PASSWORD="postgres"))
    assert secret not in told
    assert "tok-12" not in told


def start(tmp_path, **environment):
    """The command line with these variables only."""
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(
        command, cwd=ROOT, env=base | {"VAR_DIR": str(tmp_path)} | environment, capture_output=True, text=True
    )


def test_a_server_with_unsafe_settings_does_not_start_and_says_why(tmp_path):
    done = start(tmp_path, PRODUCTION="1", DEMO="1", METRICS_NETWORKS="0.0.0.0/0")
    assert done.returncode != 0
    for code in ("secret-key-missing", "demo", "hosts-missing", "portal-url", "network-open"):
        assert f"[{code}]" in done.stderr


def test_a_server_with_safe_settings_starts(tmp_path):
    tmp_path.chmod(0o750)
    safe = {"PRODUCTION": "1", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example", "SURVEY_SALT": "salt"}
    done = start(tmp_path, **safe, PORTAL_URL="https://portal.example", DEFAULT_FROM_EMAIL="portal@portal.example")
    assert done.returncode == 0, done.stderr


def test_somebody_who_tries_it_out_is_refused_nothing(tmp_path):
    assert start(tmp_path, DEMO="1").returncode == 0
