"""The proxy of several hosts, with the words of deploy/haproxy/haproxy.cfg filled in."""

from __future__ import annotations

from pathlib import Path

from namespaces import run

HAPROXY = Path(__file__).resolve().parents[1] / "haproxy"


def configuration(
    folder: Path,
    address: str,
    domain: str,
    servers: dict[str, str],
    *,
    ports: tuple[int, int] = (80, 443),
    more: str = "",
) -> list[str]:
    """Writes certificate and configuration to `folder`; the command that starts the proxy. `folder/certificate.pem` is
    what people trust."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={domain}"]
    run(*words, "-addext", f"subjectAltName=DNS:{domain}", "-keyout", str(key), "-out", str(certificate))
    (folder / "both.pem").write_text(certificate.read_text() + key.read_text())
    filled = {
        "ADDRESS@:80": f"{address}:{ports[0]}",
        "ADDRESS@:443": f"{address}:{ports[1]}",
        "ERRORS": str(HAPROXY / "unavailable.http"),
        "CERTIFICATE": str(folder / "both.pem"),
        "DOMAIN": domain,
        "SOCKET": str(folder / "proxy.sock"),
    }
    text = (HAPROXY / "haproxy.cfg").read_text()
    for word, value in filled.items():
        text = text.replace(f"@{word}@" if word.isalpha() else f"@{word}", value)
    text += "".join(f"\tserver {name} {where}\n" for name, where in servers.items())
    (folder / "haproxy.cfg").write_text(text + more)
    return ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
