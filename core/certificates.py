"""Until when the certificate of a web address is valid, and whether browsers would accept it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that a host showed; `problem`: why a browser would refuse it, in the words of the library."""

    ends_at: datetime
    problem: str = ""


def certificate_of(url: str, *, seconds: float = SECONDS, trust: ssl.SSLContext | None = None) -> Certificate:
    """What the host of an https address shows. OSError where nothing answers.

    Asked once with all checks, and where those fail once more without, to learn when it ends. Nothing is sent.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        return Certificate(_ends(host, port, seconds, trust or ssl.create_default_context()))
    except ssl.SSLCertVerificationError as problem:
        unchecked = ssl.create_default_context()
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        return Certificate(_ends(host, port, seconds, unchecked), problem.verify_message or str(problem))


def _ends(host: str, port: int, seconds: float, context: ssl.SSLContext) -> datetime:
    from cryptography import x509

    with (
        socket.create_connection((host, port), timeout=seconds) as line,
        context.wrap_socket(line, server_hostname=host) as safe,
    ):
        shown = safe.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown or b"").not_valid_after_utc.astimezone(UTC)
