"""`./scripts/serve` on a machine that has the packages: the portal answers, and soon with its handbook."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import free_port

ROOT = Path(settings.BASE_DIR)


def answered(address: str, words: bytes, seconds: int, running: subprocess.Popen[bytes]) -> bool:
    """Whether the address answers with these words within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert running.poll() is None, "./scripts/serve ended"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 our own address
                if words in answer.read():
                    return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    return False


@pytest.mark.worker
def test_one_command_and_the_portal_answers_with_its_handbook(tmp_path):
    """Stopped by a signal it leaves nothing behind."""
    port = free_port()
    environment = os.environ | {
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "HANDBOOK_DIR": "",
    }
    environment.pop("DATABASE_URL")
    if (made := os.environ.get("MIGRATED_SQLITE", "")) and Path(made).exists():
        (tmp_path / "var").mkdir()
        shutil.copyfile(made, tmp_path / "var" / "smartcity.sqlite3")
    command = [str(ROOT / "scripts" / "serve"), "--no-demo", "--port", str(port)]
    with (tmp_path / "said.log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            said = tmp_path / "said.log"
            assert answered(f"http://127.0.0.1:{port}/bantuan/", b"Portal Smart City", 240, running), said.read_text()
            assert answered(f"http://127.0.0.1:{port}/bantuan/", b"md-header", 120, running), said.read_text()
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
    assert "The portal runs at" in said.read_text()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
