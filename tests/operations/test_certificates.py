"""Until when a certificate is valid, asked of a real server with TLS; and of one that does not answer."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.certificates import certificate_of
from operations.selectors.certificates import certificate
from operations.services.certificates import look_at_certificate
from tests.servers import free_port


def make(folder, days: float):
    """A certificate for 127.0.0.1 that signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal (uji)")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def serve(tmp_path):
    """`serve(days)`: the address of a server whose certificate ends in so many days."""
    servers = []

    def begin(days: float) -> str:
        certificate_file, key_file = make(tmp_path, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate_file, key_file)
        server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"https://127.0.0.1:{server.server_port}/"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("days", [30, -2])
def test_a_certificate_that_browsers_refuse_still_says_when_it_ends(serve, days):
    found = certificate_of(serve(days))
    assert abs((found.ends_at - datetime.now(UTC)) - timedelta(days=days)) < timedelta(minutes=1)
    assert found.problem


def test_a_certificate_that_is_trusted_has_no_problem(serve, tmp_path):
    address = serve(30)
    found = certificate_of(address, trust=ssl.create_default_context(cafile=str(tmp_path / "cert.pem")))
    assert found.problem == ""


def test_the_job_keeps_what_it_saw(serve, settings):
    settings.PORTAL_URL = serve(5)
    look_at_certificate()
    assert 4.9 < certificate().days_left < 5
    assert certificate().problem


def test_an_address_that_does_not_answer_is_kept_as_such(settings):
    settings.PORTAL_URL = f"https://127.0.0.1:{free_port()}"
    look_at_certificate()
    assert certificate().days_left is None
    assert "refused" in certificate().problem


def test_without_https_there_is_nothing_to_see(settings, serve):
    settings.PORTAL_URL = serve(5)
    look_at_certificate()
    settings.PORTAL_URL = "http://localhost:8000"
    assert look_at_certificate() is None
    assert certificate() is None
