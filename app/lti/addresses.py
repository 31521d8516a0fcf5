"""Web addresses that platforms tell: their origins, and whether they may be used at all."""

from urllib.parse import urlsplit

LONGEST_ADDRESS = 4000
USUAL_PORTS = {"https": 443, "http": 80}
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def origin_of(url: str) -> str | None:
    """Scheme, host and port of a web address, lower case; None for anything else, plain http off loopback included."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in USUAL_PORTS or not _is_safe(parts.scheme, host):
        return None
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != USUAL_PORTS[parts.scheme] else "")


def _is_safe(scheme: str, host: str) -> bool:
    """Only what can stand in a header as it is; a host from outside may hold anything."""
    plain = host.isascii() and all(letter.isalnum() or letter in "-._:" for letter in host)
    return plain and (scheme == "https" or host in THIS_MACHINE)


def web_address(value: object) -> str | None:
    """The address itself if it is one that may be called, linked or framed; None for everything else."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS or not value.isprintable():
        return None
    return value if origin_of(value) else None
