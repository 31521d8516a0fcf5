"""Form tokens bound to the launch: a form of one tab is worth nothing in another, or on another site.

The token is an HMAC over the launch and its cookie's secret, so it needs no storage, survives as
long as the launch does, and can't be made by a page that doesn't know the HttpOnly secret.
"""

import hashlib
import hmac

from flask import request

from app.errors import NotAllowed

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def token(secret_key: str, launch_id: str, launch_secret: str) -> str:
    """The form token of one launch, hexadecimal."""
    message = f"csrf:{launch_id}:{launch_secret}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def check(secret_key: str, launch_id: str, launch_secret: str) -> None:
    """Raises NotAllowed unless the request carries the token, as a header or as a form field.

    The header is looked at first, so that an upload sent by script is never parsed before it is admitted.
    """
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    expected = token(secret_key, launch_id, launch_secret)
    if not hmac.compare_digest(sent.encode(errors="replace"), expected.encode()):
        raise NotAllowed(
            "form-token",
            "This form came from a page that is no longer open, so nothing was changed.",
            "Go back, reload the page and send it again.",
        )
