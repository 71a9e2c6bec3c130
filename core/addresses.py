"""From where a request comes. Of citizens it is used for limits only and never stored as it is."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the browser; behind a proxy the last one that our own proxy added, which nobody can forge."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded or direct


def fingerprint(address: str) -> str:
    """The address as a hash that only this installation can compute; of IPv6 the network of a household (/64).

    It cannot be turned back into the address, and stands nowhere but in the cache for an hour.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        same = address
    else:
        network = ipaddress.ip_network(f"{parsed}/64", strict=False) if parsed.version == 6 else parsed
        same = str(network)
    return hmac.new(settings.SECRET_KEY.encode(), same.encode(), hashlib.sha256).hexdigest()[:32]
