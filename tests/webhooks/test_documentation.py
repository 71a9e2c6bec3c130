"""The receivers of the documentation do what they say: they take what the portal sends once, and nothing else."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories.webhooks import SECRET, WebhookDeliveryFactory
from tests.servers import free_port
from webhooks.kinds import Kind
from webhooks.models import WebhookDelivery, WebhookSecret
from webhooks.services.managing import BOTH_FOR, _give_secret
from webhooks.services.sending import send_waiting
from webhooks.signing import headers

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
DOCS, EXAMPLES = ROOT / "docs", ROOT / "examples" / "webhooks"


def chapter() -> str:
    return (DOCS / "webhooks.md").read_text(encoding="utf-8")


def in_python(folder: Path, port: int) -> list[str]:
    return [sys.executable, str(EXAMPLES / "receive.py"), str(port)]


def in_php(folder: Path, port: int) -> list[str]:
    """In a folder of its own, beside which it keeps what came."""
    web = folder / "web"
    web.mkdir()
    (web / "receive.php").write_bytes((EXAMPLES / "receive.php").read_bytes())
    return ["php", "-S", f"127.0.0.1:{port}", str(web / "receive.php")]


def kept_by_python(folder: Path) -> list[bytes]:
    with sqlite3.connect(folder / "messages.sqlite3") as opened:
        return [row[0].encode() for row in opened.execute("SELECT body FROM messages")]


def kept_by_php(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in (folder / "messages").glob("*")]


RECEIVERS = [
    pytest.param(in_python, kept_by_python, id="receive.py"),
    pytest.param(in_php, kept_by_php, id="receive.php", marks=pytest.mark.php),
]


@contextmanager
def running(command, folder: Path):
    """The address of a receiver that runs as a process of its own."""
    port = free_port()
    process = subprocess.Popen(
        command(folder, port),
        cwd=folder,
        env={**os.environ, "SECRET": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 30
        while not listens(port):
            assert process.poll() is None, "it ended by itself"
            assert time.monotonic() < until, "it does not listen"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def status_of(url: str, head: dict[str, str], body: bytes) -> int:
    """What the receiver says to somebody who posts this."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=30) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize(("command", "kept"), RECEIVERS)
def test_a_receiver_of_the_documentation_takes_what_is_genuine_once(command, kept, tmp_path, settings):
    settings.WEBHOOK_PRIVATE, settings.WEBHOOK_HTTP, settings.WEBHOOK_SECONDS = ["127.0.0.0/8"], True, 20
    with running(command, tmp_path) as url:
        row = WebhookDeliveryFactory(webhook__url=url)
        assert send_waiting() == 1
        again = {"state": "waiting", "next_at": timezone.now()}
        WebhookDelivery.objects.update(**again)
        _give_secret(row.webhook)  # while the receiver knows only the old secret
        WebhookSecret.objects.filter(pk=row.webhook.secrets.last().pk).update(expires_at=timezone.now() + BOTH_FOR)
        assert send_waiting() == 1
        row.refresh_from_db()
        assert (row.state, row.status) == ("sent", 204)
        [body] = kept(tmp_path)
        assert str(row.event.payload["code"]).encode() in body
        for wrong in not_genuine(body):
            assert status_of(url, *wrong) == 401
        assert kept(tmp_path) == [body]


def not_genuine(body: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Posts of somebody else: another secret, another body, an old message, another identifier, nothing at all."""
    now = int(time.time())
    good = headers([SECRET], "pesan-1", now, body)
    return [
        (headers(["whsec_" + "QUJD"], "pesan-2", now, body), body),
        (good, body.replace(b"verified", b"returned")),
        (headers([SECRET], "pesan-3", now - 400, body), body),
        (good | {"webhook-id": "pesan-4"}, body),
        ({}, body),
    ]


@pytest.mark.parametrize(("name", "language"), [("receive.py", "python"), ("receive.php", "php")])
def test_the_documentation_shows_the_receivers_as_they_are(name, language):
    assert f"```{language}\n{(EXAMPLES / name).read_text(encoding='utf-8')}```" in chapter()


@pytest.mark.parametrize("kind", Kind)
def test_every_event_is_documented(kind):
    assert f"`{kind.value}`" in chapter()
