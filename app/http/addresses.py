"""Which addresses may be called at all."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from app.config import is_loopback
from app.http.errors import TransportError

NAT64 = ipaddress.ip_network("64:ff9b::/96")
NEVER = tuple(ipaddress.ip_network(network) for network in ("64:ff9b:1::/48", "fec0::/10", "::/96"))
"""A site's own NAT64, site-local and IPv4-compatible addresses, which `is_global` takes for public ones."""
LOWEST_32_BITS = 0xFFFFFFFF


def require_secure(url: str) -> SplitResult:
    """The parts of an address that may be called.

    Raises TransportError for anything but https, or http on loopback; whoever puts a name and a password into an
    address is refused too.
    """
    parts = split(url)
    if parts is None or not parts.hostname or parts.username or parts.password:
        raise TransportError("address-unusable", "The platform's address is not a web address.", retryable=False)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        words = f"{parts.hostname} must be called by https; plain http is for localhost."
        raise TransportError("address-not-https", words, retryable=False)
    return parts


def host_of(url: str) -> str:
    """The host name, for words to people; never the path or the query, which may hold secrets."""
    parts = split(url)
    return (parts.hostname if parts else None) or "the platform"


def is_public(address: str) -> bool:
    """Whether an IP address is on the open internet, seen through IPv6 wrappings of IPv4 too."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _behind_nat64(ip) or ip
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NEVER)


def split(url: str) -> SplitResult | None:
    """The parts of an address; None where it can't be one."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _behind_nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & LOWEST_32_BITS) if ip in NAT64 else None
