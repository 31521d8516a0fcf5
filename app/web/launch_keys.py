"""The key that takes the cookie's place in the path, `/l/<launch id>.<key>/…`, where a browser keeps no cookies.

It is an HMAC over the launch, the second it was made and the digest of the launch's secret: it needs
no storage, ends two hours after the page that carried it, and with the launch at once. Every page
makes a new one for its links. A key opens a launch to whoever has it, so it never leaves the tool:
not in a log line (`without_keys`), not in a referrer (`headers`), not in an address given to others.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

LIFE = timedelta(hours=2)
DIGEST = "key:"
"""Stands before a secret's digest where, without a cookie, the secret itself isn't known."""
SEGMENT = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{48})")
IN_TEXT = re.compile(r"\.[0-9a-f]{48}(?![0-9a-f])")
LINK_IN_TEXT = re.compile(
    r"((?:/|%2F)(?:admin/sign-in|lti/register|share|transcripts|wallet(?:/|%2F)offers))(?:/|%2F)[\w-]+", re.IGNORECASE
)
"""Links that let in whoever has them first; also as they stand within the address of a check."""
TOKEN_IN_TEXT = re.compile(r"((?:registration_token|[?&]code)=)[^&\s\"\\]+")
"""What a platform gives along, and whoever has it may register a tool there; and a transcript's code as typed."""


def split_segment(segment: str) -> tuple[str, str]:
    """Launch id and key of a path's `<launch>`; the key is empty where there is none."""
    parts = SEGMENT.fullmatch(segment)
    return (parts[1], parts[2]) if parts else (segment, "")


def new_key(secret_key: str, launch_id: str, secret_hash: str, now: datetime) -> str:
    """A key as good as `now` says, 48 hexadecimal digits: eight of the second, forty of the HMAC."""
    second = f"{int(now.timestamp()):08x}"
    return second + _mac(secret_key, launch_id, secret_hash, second)


def is_key_of(secret_key: str, launch_id: str, secret_hash: str, key: str) -> bool:
    """Whether a key was made here for this launch and its present secret, however long ago."""
    return hmac.compare_digest(key[8:], _mac(secret_key, launch_id, secret_hash, key[:8]))


def is_worn_out(key: str, now: datetime) -> bool:
    """Whether a key of ours is too old to open anything."""
    return datetime.fromtimestamp(int(key[:8], 16), UTC) + LIFE <= now


def without_keys(text: str) -> str:
    """Any text, such as an address or a trace, with the keys and the tokens of links in it taken out."""
    return TOKEN_IN_TEXT.sub(r"\1…", LINK_IN_TEXT.sub(r"\1/…", IN_TEXT.sub(".…", text)))


def holds_key(address: str) -> bool:
    """Whether an address has a launch's key in it, though it may lead to no page at all."""
    return IN_TEXT.search(address) is not None


def _mac(secret_key: str, launch_id: str, secret_hash: str, second: str) -> str:
    message = f"launch-key:{launch_id}:{secret_hash}:{second}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:40]
