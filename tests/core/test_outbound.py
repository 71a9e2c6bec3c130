"""Asking a web server: what counts as an answer, and that no question reaches the private network."""

import ipaddress
import socket
import time

import pytest

from core.outbound import Answer, ask, is_public
from tests.core.link_server import serving
from tests.servers import free_port

HERE = ["127.0.0.1/32"]


@pytest.fixture(scope="module")
def server():
    with serving() as made:
        yield made


def asked(server, path, **options):
    del server.asked[:]
    return ask(f"{server.url}{path}", inside=HERE, **options)


@pytest.mark.parametrize(
    ("path", "code", "is_alive"),
    [
        ("/200", "200", True),
        ("/204", "204", True),
        ("/401", "401", True),
        ("/403", "403", True),
        ("/429", "429", True),
        ("/404", "404", False),
        ("/410", "410", False),
        ("/500", "500", False),
        ("/503", "503", False),
        ("/to//200", "200", True),
        ("/to//to//to//200", "200", True),
        ("/to//404", "404", False),
        ("/304", "304", True),
        ("/loop", "redirects", False),
        ("/garbage", "answer", False),
        ("/to/file:///etc/passwd", "scheme", False),
        ("/to/ftp://127.0.0.1/", "scheme", False),
        ("/to/http://orang:rahasia@127.0.0.1/", "scheme", False),
        ("/to/http://127.0.0.1:25/", "port", False),
        ("/to///[beta", "scheme", False),
        ("/desa%20é?a=b c", "200", True),
    ],
)
def test_what_an_answer_says(server, path, code, is_alive):
    answer = asked(server, path)
    assert (answer.code, answer.is_alive) == (code, is_alive)


def test_head_is_enough(server):
    asked(server, "/200")
    assert server.asked == [("HEAD", "/200")]


def test_where_head_is_refused_one_gets(server):
    assert asked(server, "/no-head").is_alive
    assert server.asked == [("HEAD", "/no-head"), ("GET", "/no-head")]


@pytest.mark.parametrize("path", ["/hang", "/drip"])
def test_it_ends_in_time(server, path):
    start = time.monotonic()
    assert asked(server, path, seconds=0.4) == Answer(problem="timeout")
    assert time.monotonic() - start < 3


def test_all_redirects_share_the_time(server):
    start = time.monotonic()
    assert asked(server, "/to//to//hang", seconds=0.4).problem == "timeout"
    assert time.monotonic() - start < 3


def test_a_loop_ends(server):
    asked(server, "/loop")
    assert len(server.asked) == 6


def test_nothing_listens():
    assert ask(f"http://127.0.0.1:{free_port()}/", inside=HERE).problem == "connection"


def test_the_private_network_is_not_asked(server):
    del server.asked[:]
    assert ask(f"{server.url}/200") == Answer(problem="private")
    assert not server.asked


def test_a_name_of_a_private_address_is_not_asked(server):
    del server.asked[:]
    assert ask(f"http://localhost:{server.server_port}/200") == Answer(problem="private")
    assert not server.asked


def test_a_redirect_to_a_private_address_is_not_followed(server):
    with serving("127.0.0.2") as inner:
        assert asked(server, f"/to/{inner.url}/200").problem == "private"
        assert not inner.asked


def test_a_name_that_changes_its_address_is_asked_for_once(server, monkeypatch):
    """DNS rebinding: a name that is allowed when it is looked at and private a moment later."""
    with serving("127.0.0.2") as inner:
        answers = [("127.0.0.1", server.server_port), ("127.0.0.2", inner.server_port)]
        asked_for = []

        def turning(host, *_more, **_options):
            asked_for.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers[min(len(asked_for), 2) - 1])]

        monkeypatch.setattr(socket, "getaddrinfo", turning)
        del server.asked[:]
        assert ask(f"http://berpindah.contoh:{inner.server_port}/200", inside=HERE).is_alive
        assert (server.asked, inner.asked, asked_for) == ([("HEAD", "/200")], [], ["berpindah.contoh"])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.1/", "private"),
        ("http://2130706433/", "private"),
        ("http://0.0.0.0/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:127.0.0.1]/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("http://192.168.0.1/", "private"),
        ("http://tidak-ada.invalid/", "name"),
        ("http://127.0.0.1:22/", "port"),
        ("gopher://127.0.0.1/", "scheme"),
        ("http:///tanpa-nama", "scheme"),
        ("http://127.0.0.1:abc/", "scheme"),
        ("http://[::1", "scheme"),
        ("http://" + "a" * 300 + ".id/", "name"),
    ],
)
def test_addresses_that_are_refused(url, code):
    assert ask(url).problem == code


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("ff02::1", False),
        ("::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(ipaddress.ip_address(address)) is public
