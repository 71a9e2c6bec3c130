"""Who may use REST: log-in by API key (`Authorization: Api-Key <key>`), and the right that a view needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from core.addresses import client_address, fingerprint
from core.limits import HOUR, is_over
from organizations.models import ApiKey, User
from organizations.networks import lies_within
from organizations.scopes import Scope, scope_of
from organizations.services.keys import known_key

KEYWORD = "Api-Key"
REFUSED = _("This key is not known, was revoked or has expired. Make a new one on your profile page.")
ELSEWHERE = _("This key may not be used from this address.")
TOO_MANY = _("Too many keys that are not known came from this address. Try again in an hour.")
SCOPE_MISSING = _("This key may not do this: it lacks “%(scope)s”. Make a key that has it on your profile page.")


class ApiKeyAuthentication(BaseAuthentication):
    """The bearer of a key in force acts as its owner, within the regions and from the addresses that the key names."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        word, _space, secret = get_authorization_header(request).partition(b" ")
        if word.lower() != KEYWORD.lower().encode():
            return None
        key = known_key(secret.decode("latin-1").strip())
        if key is None or not key.is_usable or not key.user.is_active:
            _count_wrong_key(request)
            raise AuthenticationFailed(REFUSED)
        request._request.known_key = key  # type: ignore[attr-defined]
        if not lies_within(client_address(request._request), key.networks):
            raise PermissionDenied(ELSEWHERE, code="address_refused")
        if key.is_limited:
            user: Any = key.user
            user.access = user.access.limited_to(key.regions.values_list("pk", flat=True))
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


def _count_wrong_key(request: Request) -> None:
    """429 for an address that tries one key after the other. Keys in force go on from there: an office shares it."""
    address = fingerprint(client_address(request._request))
    if is_over(f"wrong-key:{address}", settings.WRONG_KEYS_PER_ADDRESS):
        raise Throttled(wait=HOUR, detail=str(TOO_MANY))


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
        if isinstance(request.auth, ApiKey):
            require_scope(request.auth, request.method or "", view)
        return bool(request.user.access.may(needs))  # type: ignore[union-attr]


def require_scope(key: ApiKey, method: str, view: Any) -> None:
    """403 with `scope_missing` where the key lacks what this method needs; a method that the view has not is no matter
    of keys."""
    if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
        return
    scope = scope_of(view, method)
    if not key.may(scope):
        raise PermissionDenied(SCOPE_MISSING % {"scope": Scope(scope).label}, code="scope_missing")
