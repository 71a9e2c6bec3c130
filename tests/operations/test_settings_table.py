"""Code, .env.example and docs/settings.md know the same settings."""

from __future__ import annotations

import re
from pathlib import Path

from operations.selectors.settings_table import PROCESSES, in_code, in_example, problems, table

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = re.compile(r"""os\.environ(?:\.get\(|\[)["']([A-Z][A-Z0-9_]+)["']""")
GIVEN = {"DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR", "PATH", "HOME"}
"""Known to libraries and the machine, not settings of the portal."""
OURS = ("core", "organizations", "notices", "webhooks", "accounts", "pillars", "masterplan", "quickwins", "monev")
OURS += ("citizens", "exchange", "portal", "operations", "handbook", "smartcity")


def copy(tmp_path: Path, example: str) -> Path:
    """A root of its own, with the code of the real one and another .env.example."""
    for name in ("smartcity", "scripts", *PROCESSES):
        if not (tmp_path / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".env.example").write_text(example)
    return tmp_path


def test_code_and_example_know_the_same_settings():
    assert problems(ROOT) == []


def test_the_page_is_what_the_command_writes():
    """After a change: manage.py settings_table."""
    assert (ROOT / "docs/settings.md").read_text() == table(ROOT)


def test_a_setting_that_nobody_explains_is_found(tmp_path):
    text = (ROOT / ".env.example").read_text()
    assert problems(copy(tmp_path, text.replace("\nSLOW_QUERY_MS=500", ""))) == [
        "SLOW_QUERY_MS is read in smartcity/settings/watching.py, but not in .env.example"
    ]


def test_a_setting_that_nothing_reads_is_found(tmp_path):
    text = (ROOT / ".env.example").read_text() + "# An old one.\nGONE_LONG_AGO=1\n"
    assert problems(copy(tmp_path, text)) == ["GONE_LONG_AGO is in .env.example, but nothing reads it"]


def test_a_default_that_is_not_the_codes_is_found(tmp_path):
    text = (ROOT / ".env.example").read_text().replace("SLOW_QUERY_MS=500", "SLOW_QUERY_MS=50")
    assert problems(copy(tmp_path, text)) == ["SLOW_QUERY_MS is 500 by default, but 50 in .env.example"]


def test_secrets_are_marked():
    secret = {name for name, each in in_code(ROOT).items() if each.is_secret}
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST_PASSWORD", "METRICS_TOKEN", "SENTRY_DSN"} <= secret
    assert not secret & {"ALLOWED_HOSTS", "PORTAL_URL", "WEB_WORKERS", "WEBHOOK_SECONDS"}


def test_every_setting_stands_under_a_heading():
    assert [name for name, each in in_example(ROOT).items() if not each.section] == []


def test_nothing_reads_the_environment_past_the_settings():
    found = {
        (str(path.relative_to(ROOT)), name)
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        for name in ENVIRONMENT.findall(path.read_text())
        if name not in GIVEN
    }
    assert found == set()


def test_what_scripts_ask_of_the_environment_is_explained():
    """A name that a script takes over (`${NAME:-...}`) is a setting, stands in a help text, or is set by a script."""
    texts = {path.name: path.read_text(errors="replace") for path in (ROOT / "scripts").iterdir() if path.is_file()}
    shell = {name: text for name, text in texts.items() if not text.startswith("#!/usr/bin/env python")}
    asked = {(name, each) for name, text in shell.items() for each in re.findall(r"\$\{([A-Z][A-Z0-9_]+):[-?]", text)}
    known = set(in_example(ROOT)) | {"TMPDIR"}
    for text in shell.values():
        known |= set(re.findall(r"^([A-Z][A-Z0-9_]+)  ", text, re.M))  # in a help text
        known |= set(re.findall(r"([A-Z][A-Z0-9_]+)=\.\.\. ", text))  # in a comment
        known |= set(re.findall(r"^\s*(?:export )?([A-Z][A-Z0-9_]+)=(?!\"?\$\{\1)", text, re.M))  # set by a script
        known |= set(re.findall(r"^([A-Z][A-Z0-9_]+)=\d", text, re.M))
    assert {each for each in asked if each[1] not in known} == set()
