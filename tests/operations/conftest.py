"""What these tests share: settings read anew, nothing kept from the test before."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from core import pulses
from operations.selectors import health, metrics


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch, settings, tmp_path):
    """Each test looks for itself, and gives signs of life in a folder of its own."""
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(health, "_hanging", {})
    monkeypatch.setattr(health, "_last", (0.0, []))
    monkeypatch.setattr(metrics, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(pulses, "_folder", lambda: tmp_path / "pulses")
    monkeypatch.setattr(pulses, "_last", {})
    settings.METRICS_DIR = tmp_path / "metrics"
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    cache.clear()
