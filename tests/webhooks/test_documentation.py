"""The programs of the documentation do what they say: they take what the portal sends, and nothing else."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest

from tests.factories.webhooks import SECRET, WebhookDeliveryFactory
from webhooks.kinds import Kind
from webhooks.services.sending import send_waiting

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs"


def chapter() -> str:
    """The documentation of webhooks, wherever among the pages on REST it stands."""
    pages = sorted([*DOCS.glob("*.md"), *DOCS.glob("parts/*.md")])
    return next(text for each in pages if "## Webhooks" in (text := each.read_text()))


def program(language: str) -> str:
    """The program in one language that checks a signature."""
    fences = re.findall(rf"```{language}\n(.*?)```", chapter(), re.S)
    return next(each for each in fences if "webhook-signature" in each)


@pytest.fixture
def message(receiver):
    """Headers and body of a message that the portal sent."""
    WebhookDeliveryFactory(webhook__url=receiver.url)
    send_waiting()
    _path, headers, body = receiver.got[0]
    return headers, body


def test_the_python_program_takes_what_is_genuine_and_nothing_else(message):
    known: dict = {}
    exec(program("python"), known)  # noqa: S102 -- the program of our own documentation
    is_genuine, (headers, body) = known["is_genuine"], message
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine(SECRET, headers, body.replace(b"verified", b"returned"))
    assert not is_genuine("whsec_" + "QQ==", headers, body)
    assert not is_genuine(SECRET, headers | {"webhook-timestamp": "1760000000"}, body)
    assert not is_genuine(SECRET, headers | {"webhook-id": "lain"}, body)
    two = {"webhook-signature": "v1,bukan " + headers["webhook-signature"]}
    assert is_genuine(SECRET, headers | two, body)


@pytest.mark.skipif(which("node") is None, reason="node is not installed")
def test_the_node_program_takes_what_is_genuine_and_nothing_else(message):
    headers, body = message
    asked = f"""{program("javascript")}
const headers = {dict(headers)!r}, body = Buffer.from({body.hex()!r}, "hex");
console.log(isGenuine({SECRET!r}, headers, body), isGenuine({SECRET!r}, headers, Buffer.from("{{}}")));"""
    said = subprocess.run(["node", "-e", asked], capture_output=True, text=True, timeout=30, check=True)
    assert said.stdout.split() == ["true", "false"]


@pytest.mark.parametrize("kind", Kind)
def test_every_event_is_documented(kind):
    assert f"`{kind.value}`" in chapter()
