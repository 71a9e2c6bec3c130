"""Identity providers on this machine: a real one as a process of its own, and one that errs as it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers import free_port, wait_for

CLIENT, SECRET = "portal", "secret-of-the-portal"
BAD, GONE = 400, 404


class RealProvider:
    """oidc-provider-mock: OpenID Connect over HTTP, with any people."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        words = [sys.executable, "-m", "oidc_provider_mock", "--port", str(self.port), "--require-nonce"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(words, env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}, **quiet)
        wait_for(lambda: requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=1), "the provider")

    def know(self, subject: str, **claims: Any) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """Somebody logs in there and agrees; where the provider sends them."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def refuse(self, address: str) -> str:
        answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


class ErringProvider:
    """Demands PKCE, gives each code once; `errs` says what it does wrong."""

    def __init__(self) -> None:
        self.errs: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.claims: dict[str, Any] = {"sub": "42", "email": "siti.rahma@ksb.example", "email_verified": True}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(_Handler):
            of = provider

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def agree(self, address: str, subject: str = "") -> str:
        asked = dict(parse_qsl(urlsplit(address).query))
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], **self.errs.get("answer", {})}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def description(self) -> dict[str, Any]:
        ends = {name: f"{self.issuer}/{name}" for name in ("authorize", "token", "userinfo", "jwks")}
        return {
            "issuer": self.errs.get("issuer", self.issuer),
            "authorization_endpoint": ends["authorize"],
            "token_endpoint": ends["token"],
            "userinfo_endpoint": ends["userinfo"],
            "jwks_uri": ends["jwks"],
        }

    def keys(self) -> dict[str, Any]:
        row = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [row | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"] or form.get("client_secret") != SECRET:
            return BAD, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return BAD, {"error": "invalid_grant", "error_description": "PKCE"}
        answer = {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(asked)}
        return 200, {key: value for key, value in answer.items() if key not in self.errs.get("without", ())}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce", "")}
        claims |= {"sub": self.claims["sub"]} | self.errs.get("claims", {})
        claims = {key: value for key, value in claims.items() if value is not None}
        if self.errs.get("algorithm") == "none":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": "one"})
        if self.errs.get("algorithm") == "HS256":
            return jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "one"})
        signer = self.other if self.errs.get("signed") == "other" else self.key
        return jwt.encode(claims, signer, algorithm="RS256", headers={"kid": self.errs.get("kid", "one")})

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    of: ErringProvider

    def log_message(self, *words: Any) -> None:
        pass

    def do_GET(self) -> None:
        time.sleep(self.of.errs.get("sleeps", 0))
        path = urlsplit(self.path).path
        if path in self.of.errs.get("broken", ()):
            self._answer(self.of.errs.get("status", 500), b"<html>oops")
        elif path == "/.well-known/openid-configuration":
            self._json(200, self.of.description())
        elif path == "/jwks":
            self._json(200, self.of.keys())
        elif path == "/userinfo":
            self._json(200, self.of.claims | self.of.errs.get("userinfo", {}))
        else:
            self._json(GONE, {})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if "/token" in self.of.errs.get("broken", ()):
            self._answer(self.of.errs.get("status", 500), b"<html>oops")
            return
        self._json(*self.of.token({key: value[0] for key, value in parse_qs(raw).items()}))

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._answer(status, json.dumps(body).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
