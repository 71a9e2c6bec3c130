"""Talks to the provider. Each request has a time limit; each answer is checked before it is believed."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from accounts.oidc.tokens import checked

MOST_BYTES = 512 * 1024
OURS = ("sub", "iss", "aud", "exp", "iat", "nonce", "azp")
"""Claims that only the ID token says: the answer of `userinfo` is not signed."""


class Client(OpenIDConnectOAuth2Adapter):
    """The endpoints by discovery; `state`: what was stored when the log-in began."""

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """The description of the provider. It must be of the issuer that the settings name, to the letter."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            config = _json(provider.server_url)
            if config.get("issuer") != provider.app.settings["issuer"]:
                raise OAuth2Error(f"The provider calls itself {config.get('issuer')!r}, not as OIDC_ISSUER says.")
            self._openid_config = config
        return self._openid_config

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        """Who has logged in there: the claims of the ID token, and beside them those of `userinfo`."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no ID token.")
        issuer = app.settings["issuer"]
        if (said := request.GET.get("iss")) and said != issuer:
            raise OAuth2Error("The answer names another issuer.")
        keys = _json(self.openid_config["jwks_uri"])
        nonce = str(self.state.get("nonce", ""))
        claims = checked(str(id_token), keys, issuer=issuer, client_id=app.client_id, nonce=nonce)
        return self.get_provider().sociallogin_from_response(request, self._more(token, claims))

    def _more(self, token: SocialToken, claims: dict[str, Any]) -> dict[str, Any]:
        """With what `userinfo` says about the same person, where the provider has it."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return claims
        found = _json(address, Authorization=f"Bearer {token.token}")
        if found.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo speaks of somebody else.")
        return claims | {name: value for name, value in found.items() if name not in OURS}


def _json(address: str, **headers: str) -> dict[str, Any]:
    """A JSON object from an address of the provider; within the time limit, of a sensible size, without redirects."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers, allow_redirects=False, stream=True)
        answer.raise_for_status()
        raw = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    if len(raw) > MOST_BYTES or answer.status_code != 200:
        raise OAuth2Error(f"{address} answered {answer.status_code} with {len(raw)} bytes.")
    return _object(raw, address)


def _object(raw: bytes, address: str) -> dict[str, Any]:
    import json

    try:
        found = json.loads(raw)
    except ValueError as problem:
        raise OAuth2Error(f"{address} did not answer with JSON.") from problem
    if not isinstance(found, dict):
        raise OAuth2Error(f"{address} did not answer with an object.")
    return found
