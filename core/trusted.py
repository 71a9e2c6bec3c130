"""Whether a request comes from a network whose people may see more: operators, a monitoring system."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

from core.addresses import client_address

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


def comes_from(request: HttpRequest, networks: Iterable[str]) -> bool:
    """Whether the asker's address lies in one of the networks (CIDR).

    A request that some proxy passed on, though the portal was not told of one (BEHIND_PROXY), comes from nowhere: the
    address at hand is the proxy's, which may stand for the whole internet.
    """
    if not settings.BEHIND_PROXY and any(name in request.headers for name in FORWARDED):
        return False
    return lies_in(client_address(request), networks)


def lies_in(given: str, networks: Iterable[str]) -> bool:
    """Whether the address `given` lies in one of the networks (CIDR); no address lies nowhere."""
    try:
        address = ipaddress.ip_address(given.strip())
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or address
    return any(inner in ipaddress.ip_network(each, strict=False) for each in networks)
