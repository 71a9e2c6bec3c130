"""Addresses from which a key may be used: single ones and networks (CIDR), IPv4 and IPv6. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

MOST = 20
APART = re.compile(r"[\s,;]+")


def read_networks(text: str) -> list[str]:
    """What somebody typed, one network a word, as the portal keeps it; ValueError names the word that is none.

    >>> read_networks("10.1.2.3, 2001:db8::/32")
    ['10.1.2.3/32', '2001:db8::/32']
    """
    found: dict[str, None] = {}
    for word in filter(None, APART.split(text)):
        try:
            found[str(ipaddress.ip_network(word, strict=False))] = None
        except ValueError:
            raise ValueError(word) from None
    return list(found)


def parsed(address: str) -> str | None:
    """The address as it is written down; an IPv4 address in IPv6 clothes is IPv4. None for what is no address."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    inner = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(inner or found).partition("%")[0]


def lies_within(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; without networks every address does."""
    wanted = [ipaddress.ip_network(each) for each in networks]
    if not wanted:
        return True
    known = parsed(address)
    return known is not None and any(ipaddress.ip_address(known) in network for network in wanted)
