"""The handbook, built once for all tests that look at it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def built_site(tmp_path_factory) -> Path:
    """What `./scripts/docs` makes of docs/; a warning of MkDocs fails it."""
    folder = tmp_path_factory.mktemp("handbook") / "site"
    command = [str(settings.BASE_DIR / "scripts" / "docs"), "--quiet", "--to", str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, env=os.environ | {"VAR_DIR": str(folder.parent)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def served(built_site, settings) -> Path:
    """The portal hands out the built site."""
    settings.HANDBOOK_DIR = str(built_site)
    return built_site
