"""Who may use REST: log-in by API key (`Authorization: Api-Key <key>`), and the right that a view needs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from organizations.models import ApiKey, User
from organizations.services.keys import key_of, note_use

KEYWORD = "Api-Key"
REFUSED = _("This key is not known, was revoked or has expired. Make a new one on your profile page.")


class ApiKeyAuthentication(BaseAuthentication):
    """The bearer of a key in force acts as its owner; views of REST read, those of reports may also be asked."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        word, _space, secret = get_authorization_header(request).partition(b" ")
        if word.lower() != KEYWORD.lower().encode():
            return None
        key = key_of(secret.decode("latin-1").strip())
        if key is None:
            raise AuthenticationFailed(REFUSED)
        note_use(key)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the schema describes the key."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{KEYWORD} <key>`; a key is made on the profile page.",
        }


class GrantedPermission(IsAuthenticated):
    """Logged in, and granted somewhere what the view `needs`. A view that declares no need is refused to all."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        needs = getattr(view, "needs", None)
        if needs is None:
            raise ImproperlyConfigured(f"{type(view).__name__} does not say which right it needs.")
        return bool(request.user.access.may(needs))  # type: ignore[union-attr]
