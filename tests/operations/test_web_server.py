"""The real web server with several processes: what they count is added up, also when one of them dies."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.servers import free_port, wait_for
from tests.workers import worker_environment

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-that-nobody-guesses-42"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]


def get(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - this machine
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), dict(refused.headers)


def served(base: str) -> float:
    """How many answers of one page all processes have counted."""
    _status, text, _headers = get(f"{base}/metrics", Authorization=f"Bearer {TOKEN}")
    rows = [
        line for line in text.splitlines() if line.startswith("smartcity_requests_total") and "portal:robots" in line
    ]
    return sum(float(row.rpartition(" ")[2]) for row in rows)


@contextmanager
def started(folder, **more):
    """Two processes of gunicorn as the Procfile starts them: its address, its process and the folder with the log."""
    port = free_port()
    given = {"BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "2", "WEB_THREADS": "2", "LOG_FORMAT": "json"}
    environment = worker_environment(folder, METRICS_TOKEN=TOKEN, **given, **more)
    command = [sys.executable, "-m", "gunicorn", "-c", "python:smartcity.gunicorn", "smartcity.wsgi"]
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        base = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: get(f"{base}/health/live"), "the web server")
            yield base, process, folder
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


@pytest.fixture
def server(tmp_path):
    with started(tmp_path) as given:
        yield given


def children(process) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(each) for each in listed.split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the children of a process")
def test_several_processes_count_as_one_and_a_dead_one_loses_nothing(server):
    base, process, folder = server
    wait_for(lambda: len(children(process)) == 2 or 1 / 0, "both processes")
    for _each in range(12):
        assert get(f"{base}/robots.txt")[0] == 200
    assert served(base) == 12

    dead = children(process)[0]
    os.kill(dead, signal.SIGKILL)
    wait_for(lambda: dead not in children(process) or 1 / 0, "the new process")
    time.sleep(0.5)
    for _each in range(4):
        assert get(f"{base}/robots.txt")[0] == 200
    assert served(base) == 16

    log = [json.loads(line) for line in (folder / "web.log").read_text().splitlines()]
    lines = [line for line in log if line["logger"] == "core.requests" and line.get("view") == "portal:robots"]
    assert len(lines) == 16
    assert len({line["request"] for line in lines}) == 16


def test_a_start_with_unsafe_settings_ends_at_once_and_says_why(tmp_path):
    environment = worker_environment(tmp_path, PRODUCTION="1", SECRET_KEY="short", BIND=f"127.0.0.1:{free_port()}")
    command = [sys.executable, "-m", "gunicorn", "-c", "python:smartcity.gunicorn", "smartcity.wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "[secret-key-weak]" in done.stderr
    assert "Booting worker" not in done.stderr


def test_prometheus_gets_the_figures_as_its_shipped_configuration_asks_for_them(tmp_path):
    """And so does the last command of docs/operation.md; but for the port, everything is as it stands there."""
    (job,) = yaml.safe_load((ROOT / "deploy/monitoring/prometheus.yml").read_text())["scrape_configs"]
    (target,) = job["static_configs"][0]["targets"]
    assert f"\nBIND={target}\n" in (ROOT / "deploy/install").read_text()
    command = re.search(r"^(curl .*)$", (ROOT / "docs/operation.md").read_text(), re.M)[1]
    settings = {"BEHIND_PROXY": "1", "ALLOWED_HOSTS": "portal.example"}
    with started(tmp_path, **settings) as (base, _process, _folder):
        here = base.removeprefix("http://")
        address = f"{job['scheme']}://{here}{job['metrics_path']}"
        assert get(address)[0] == 404
        status, told, _headers = get(address, Authorization=f"Bearer {TOKEN}")
        assert (status, "\nsmartcity_part_ready{" in told) == (200, True)
        command = f"token={TOKEN}; {command.replace(target, here)}"
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
