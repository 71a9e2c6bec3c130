"""Checks an ID token: signature, issuer, audience, time, nonce. Always, also where it came over TLS."""

from __future__ import annotations

import hmac
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a private key only: never `none`, and never one whose key the client knows too."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def checked(token: str, keys: dict[str, Any], *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that is good in every respect; `OAuth2Error` says what is wrong with another one."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, keys),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as problem:
        raise OAuth2Error(f"ID token refused: {problem}") from problem
    if not hmac.compare_digest(str(claims.get("nonce", "")), nonce) or not nonce:
        raise OAuth2Error("ID token refused: nonce")
    audience = claims["aud"]
    if "azp" in claims and claims["azp"] != client_id:
        raise OAuth2Error("ID token refused: azp")
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise OAuth2Error("ID token refused: several audiences without azp")
    return claims


def _key_of(token: str, keys: dict[str, Any]) -> Any:
    """The key that the token names; one that names none is checked with the only key of the provider."""
    kid = jwt.get_unverified_header(token).get("kid")
    usable = [row for row in keys.get("keys", []) if row.get("use", "sig") == "sig" and row.get("kty") != "oct"]
    found = [row for row in usable if row.get("kid") == kid] if kid else usable
    if len(found) != 1:
        raise ValueError("no such key")
    return jwt.PyJWK(found[0]).key
