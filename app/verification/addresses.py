"""Web addresses that a stranger wrote. Pure; nothing in them can raise."""

from urllib.parse import urlsplit


def origin(url: str) -> tuple[str, str] | None:
    """Scheme and host with port; None for what is no web address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return (parts.scheme, parts.netloc) if parts.scheme in {"http", "https"} and parts.hostname else None


def netloc(url: str) -> str:
    """Host and port; empty for what is no web address."""
    return (origin(url) or ("", ""))[1]


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one website; never for what is no address."""
    return origin(one) is not None and origin(one) == origin(other)
