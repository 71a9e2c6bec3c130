"""One provider: what is asked for, and which of its claims are taken."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from accounts.oidc.client import Client

LONGEST_UID = 190


def subject_key(issuer: str, subject: str) -> str:
    """Under which a person of a provider is known: the issuer and the subject together."""
    key = f"{issuer}|{subject}"
    return key if len(key) <= LONGEST_UID else hashlib.sha256(key.encode()).hexdigest()


class Provider(OpenIDConnectProvider):
    """OpenID Connect with a nonce; nothing in an address changes what is asked for."""

    pkce_enabled_default = True
    oauth2_adapter_class = Client
    supports_token_authentication = False

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, str]:
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """To the provider, with a nonce that the ID token must carry back."""
        nonce = secrets.token_urlsafe(24)
        params = {**(kwargs.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs
        )
        return answer

    def extract_uid(self, data: Any) -> str:
        return subject_key(str(data["iss"]), str(data["sub"]))

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        """What is kept: by what the person is recognised there, and the address that the provider told last."""
        email = str(data.get(self.app.settings["email_claim"]) or "").lower()
        return {"iss": str(data["iss"]), "sub": str(data["sub"]), "email": email}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {"email": str(data.get(self.app.settings["email_claim"]) or "").lower() or None}

    def extract_email_addresses(self, data: Any) -> list[EmailAddress]:
        """The address, and whether the provider vouches for it."""
        email = str(data.get(self.app.settings["email_claim"]) or "").strip().lower()
        if not email:
            return []
        said = data.get(self.app.settings["email_verified_claim"])
        verified = said is True or said == "true" or (said is None and self.app.settings["email_trusted"])
        return [EmailAddress(email=email, verified=verified, primary=True)]


provider_classes = [Provider]
