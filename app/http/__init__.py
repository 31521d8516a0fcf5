"""The one way to another server: time limits, a size cap, checked addresses, no wandering redirects.

Every call to a platform goes through `PlatformHttp`. Addresses that an LMS told us are not trusted:
https only (plain http on loopback), and the host name is looked up once per connection, all its
addresses are checked, and the connection goes to a checked one, so that a name which changes its
mind between check and use gains nothing. TLS still verifies the host name. Environment proxies and
netrc are ignored, cookies are not kept. `requests` is imported nowhere else.
"""

from app.http.addresses import host_of, is_public, require_secure
from app.http.client import Limits, PlatformHttp, Response
from app.http.errors import TransportError

__all__ = ["Limits", "PlatformHttp", "Response", "TransportError", "host_of", "is_public", "require_secure"]
