"""The networks by which attempts are counted: neighbours of one connection together. Pure."""

from __future__ import annotations

import ipaddress

UNKNOWN = "?"


def network_of(address: str) -> str:
    """The network of a connection: /24 of IPv4, /56 of IPv6.

    >>> network_of("103.10.20.30"), network_of("2001:db8:1:22ff::7"), network_of("::ffff:10.1.2.3")
    ('103.10.20.0/24', '2001:db8:1:2200::/56', '10.1.2.0/24')
    """
    return _within(address, 24, 56)


def single(address: str) -> str:
    """One connection: an IPv4 address, the network of a household (/64) of IPv6.

    >>> single("103.10.20.30"), single("2001:db8::7")
    ('103.10.20.30/32', '2001:db8::/64')
    """
    return _within(address, 32, 64)


def _within(address: str, four: int, six: int) -> str:
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN
    inner = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    at = inner or found
    return str(ipaddress.ip_network(f"{at}/{four if at.version == 4 else six}", strict=False))
