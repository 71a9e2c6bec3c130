"""What these tests share: nothing kept from the test before; a portal with the demonstration that is backed up."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.core.cache import cache

from core import pulses
from operations.selectors import health, metrics
from tests.operations.installations import KEPT, Installation, upgraded

RELEASES = [each.parent.name for each in KEPT.glob("*/release.json.xz")]
RELEASES.sort(key=lambda name: [int(part) for part in name.split(".")])
"""All that are kept, the newest last: scripts/keep_release.py adds one."""


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch, settings, tmp_path):
    """Each test looks for itself, and gives signs of life in a folder of its own."""
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(health, "_hanging", {})
    monkeypatch.setattr(health, "_last", (0.0, []))
    monkeypatch.setattr(metrics, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(pulses, "_folder", lambda: tmp_path / "pulses")
    monkeypatch.setattr(pulses, "_last", {})
    settings.HEALTH_SECONDS = 30  # a part of a busy machine is slow, which is not what a test is about
    settings.METRICS_DIR = tmp_path / "metrics"
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    cache.clear()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, django_db_setup, django_db_blocker) -> Installation:
    """The data of the last kept release in today's tables; made once, only copied from."""
    with django_db_blocker.unblock():
        return upgraded(tmp_path_factory.mktemp("demo") / "var", RELEASES[-1])


@pytest.fixture
def place(tmp_path: Path, settings) -> Iterator[Path]:
    """In this process: files, work folder and target of its own; returns the target."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.BACKUP_WORK_DIR = tmp_path / "work"
    settings.BACKUP_TARGET = str(tmp_path / "target")
    settings.BACKUP_PUBLIC_KEY = []
    (tmp_path / "files" / "evidence").mkdir(parents=True)
    return tmp_path / "target"


@pytest.fixture
def key(settings, tmp_path: Path) -> Path:
    """Backups are sealed; returns the file of the private key."""
    pair = pyrage.x25519.Identity.generate()
    settings.BACKUP_PUBLIC_KEY = [str(pair.to_public())]
    path = tmp_path / "private.key"
    path.write_text(f"# private\n{pair}\n")
    return path


def gunzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
